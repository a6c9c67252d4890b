"use strict";
// Makes the steps of a request of the tables in the page: the same rules as `archviz trace` has.
(() => {
  const form = document.querySelector(".request");
  const answer = document.querySelector(".answer");
  const list = answer.querySelector("ol");
  const method = document.getElementById("method");
  const path = document.getElementById("path");
  const say = answer.dataset;

  const routes = [...document.querySelectorAll("table.routes tbody")].flatMap((group) =>
    [...group.rows].flatMap((row) =>
      [...row.querySelectorAll("li")].map((item) => ({ row, item, path: group.dataset.root + item.querySelector("code").textContent }))));
  const muxed = (id) => [...document.querySelectorAll(`table.${id} tbody tr`)];

  const fits = (template, given) => {
    let wanted = template.split("/");
    let steps = given.split("/");
    if (wanted.at(-1).endsWith(":*}")) {
      wanted = wanted.slice(0, -1);
      steps = steps.length > wanted.length ? steps.slice(0, wanted.length) : [];
    }
    return wanted.length === steps.length && wanted.every((one, i) => one === steps[i] || (one.startsWith("{") && steps[i]));
  };
  // Most steps without a variable first, then the fewest steps.
  const weight = (template) => {
    const steps = template.split("/");
    return -1000 * steps.filter((step) => !step.startsWith("{")).length + steps.length;
  };
  const paths = (row) => row.dataset.paths.split(" ").filter(Boolean);
  const registered = (rows, given) => {
    const exact = rows.filter((row) => !("prefix" in row.dataset) && paths(row).includes(given));
    const prefixes = rows.filter((row) => "prefix" in row.dataset && paths(row).some((one) => given.startsWith(one)));
    const longest = Math.max(0, ...prefixes.map((row) => row.dataset.paths.length));
    return exact.length ? exact : prefixes.filter((row) => row.dataset.paths.length === longest);
  };

  const copies = (nodes) => [...nodes].map((node) => {
    const copy = node.cloneNode(true);
    copy.removeAttribute?.("id");
    return copy;
  });
  const step = (title, ...parts) => {
    const item = document.createElement("li");
    const head = document.createElement("strong");
    head.textContent = title;
    item.append(head, ...parts);
    list.append(item);
  };
  const code = (text) => Object.assign(document.createElement("code"), { textContent: text });
  const line = (...parts) => {
    const made = document.createElement("div");
    made.append(...parts);
    return made;
  };

  const filters = () => {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    const all = document.querySelector("main > .filters");
    // What runs on a condition only stands in brackets.
    const names = [...all.querySelectorAll("li")].map((one) => [one.firstElementChild.textContent.trim().split(".").at(-1), one.querySelector(".muted")]);
    const filtering = names.filter(([name]) => name.startsWith("With"));
    summary.textContent = filtering.map(([name, condition]) => (condition ? `(${name})` : name)).join(" → ");
    details.append(summary, ...copies([all]));
    step(say.filters, details);
  };

  const served = (route, tag, watch) => {
    const [h, t] = tag.dataset.r.split(" ");
    const handler = document.getElementById(`h${h}`);
    const action = handler.cells[0].textContent;
    const watched = action.startsWith("WATCH") || (watch && action === "LIST");
    const verb = watched ? "watch" : handler.cells[1].textContent;
    const added = document.getElementById(`t${t}`);
    step(say.route, line(code(`${tag.textContent} ${route.path}`), " ", ...copies(added.childNodes)), verb ? line(`${say.verb} `, code(verb)) : "");
    step(say.handler, ...copies(handler.cells[2].childNodes));
    const storage = [...route.row.cells[2].childNodes].filter((node) => node.className !== "own");
    const calls = [...handler.querySelectorAll("[data-call]")];
    const own = [...route.row.querySelectorAll(".own a")].flatMap((link) => link.dataset.m.split(" ").map((n) => document.getElementById(`m${n}`)));
    const seen = new Set();
    const lines = calls.flatMap((call) => {
      const name = call.dataset.call;
      const declared = own.find((one) => one.querySelector("code").textContent.split(".").at(-1) === name);
      const other = (action === "LIST" || watched) && (name === "Watch") !== watched;
      if (!declared || other || seen.has(name)) return [];
      seen.add(name);
      return [line(...copies(call.childNodes), " → ", ...copies(declared.childNodes))];
    });
    step(say.storage, line(...copies(storage)), ...(lines.length || !watched ? lines : [say.unwatched]));
  };

  const rows = (title, some) => step(title, ...some.map((row) => line(...[...row.cells].flatMap((cell) => [...copies(cell.childNodes), " "]))));

  const run = () => {
    const [before, query = ""] = path.value.trim().split("#")[0].split("?");
    const given = `/${before.replace(/^\/+|\/+$/g, "")}`;
    const asked = (new URLSearchParams(query).get("watch") ?? "false").toLowerCase();
    const watch = asked !== "false" && asked !== "0";
    list.textContent = "";
    filters();
    const director = document.getElementById("director");
    step(say.director, ...copies(director.childNodes));
    const fitting = routes.filter((route) => fits(route.path, given));
    const best = Math.min(...fitting.map((route) => weight(route.path)));
    const nearest = fitting.filter((route) => weight(route.path) === best);
    const tags = nearest.flatMap((route) => [...route.item.querySelectorAll("b")].map((tag) => [route, tag]));
    const found = tags.find(([, tag]) => tag.textContent === method.value);
    const services = tags.length ? [] : muxed("services").filter((row) => paths(row).some((one) => fits(one, given)));
    const service = services.filter((row) => row.dataset.method === method.value);
    const only = [...tags.map(([, tag]) => tag.textContent), ...services.map((row) => row.dataset.method)];
    const mux = only.length ? [] : registered(muxed("mux"), given);
    if (found) served(...found, watch);
    else if (service.length) rows(say.service, service);
    else if (only.length) step(say.only.replace("{}", [...new Set(only)].sort().join(", ")));
    else if (mux.length) rows(say.mux, mux);
    else step(say.none);
    const further = registered(muxed("further"), given);
    if (!found && further.length) rows(say.next, further);
    const begins = (row) => !row.dataset.paths && given.startsWith(row.cells[0].textContent.split("{")[0]);
    const unproved = only.length || mux.some((row) => !("prefix" in row.dataset)) ? [] : [...muxed("mux"), ...muxed("further")].filter(begins);
    if (unproved.length) rows(say.unproved, unproved);
    const address = new URL(location.href);
    address.search = new URLSearchParams({ method: method.value, path: path.value }).toString();
    history.replaceState(null, "", address);
  };

  const asked = new URLSearchParams(location.search);
  if (asked.has("path")) path.value = asked.get("path");
  if ([...method.options].some((one) => one.value === asked.get("method")?.toUpperCase())) method.value = asked.get("method").toUpperCase();
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", run);
  form.hidden = answer.hidden = false;
  run();
})();
