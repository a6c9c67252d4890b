"use strict";
// Search from any page, by name, kind and text. What is searched in comes as scripts, so that it works from disk too.
(() => {
  const AT_ONCE = 20;
  const PAUSE = 60;
  const EXCERPT = 150;
  const WEIGHTS = { figure: 9, struct: 8, interface: 8, type: 8, alias: 8, func: 6, package: 5, text: 4, row: 4, method: 3, var: 2, const: 2, field: 1 };
  const IDLE = new Set("a an and are at by do does for from how in is it of on or that the to what when where which with".split(" "));
  const script = document.currentScript.src;

  const lower = (text) => text.toLowerCase();
  const letters = (text) => lower(text).replace(/[^\p{L}\p{N}]/gu, "");
  const HUMP = /[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
  const parts = (name) => [...new Set([...name.split(HUMP), ...name.split(/[^\p{L}\p{N}]+/u)].filter(Boolean).map(lower))];

  // All that can be found: what it is called in which ways, the words in that, what is around it, and its text.
  const gathered = () => {
    const { kinds, packages, folders, rows: symbols } = globalThis.archvizSymbols;
    const texts = globalThis.archvizTexts;
    const address = (path) => {
      const url = new URL(`../${path}`, script);
      return url.pathname + url.hash;
    };
    const made = (kind, title, label, path, text, forms, extra) => ({
      ...extra,
      title,
      label,
      text,
      forms: forms.map(letters),
      words: parts(title),
      around: lower(label),
      lowered: lower(text),
      weight: WEIGHTS[kind] ?? 4,
      url: address(path),
    });
    const interfaces = new Set(symbols.filter(([, kind]) => kinds[kind] === "interface").map(([short, , at]) => `${at} ${short}`));
    const ofSymbols = symbols.map(([short, kind, at, file, shown, doc]) => {
      const path = packages[at];
      const label = `${texts.kinds[kinds[kind]] ?? kinds[kind]} · ${path}`;
      const forms = [short, `${path.split("/").at(-1)}.${short}`, `${path}.${short}`, short.split(".").at(-1)];
      const row = made(kinds[kind], short, label, `symbols/${file}.html`, doc, forms, { code: true });
      const contract = interfaces.has(`${at} ${short.split(".")[0]}`) ? 2 : 0;
      const weight = row.weight + contract + (shown ? 10 + Math.min(shown, 12) / 3 : 0);
      return { ...row, around: `${row.around} ${kinds[kind]}`, weight };
    });
    const ofPackages = packages.map((path) =>
      made("package", path, texts.package, `symbols/${folders[path] ?? path}/index.html`, "", [path, path.split("/").at(-1)], { code: true }));
    const ofTexts = texts.rows.map(([kind, title, label, path, text]) => made(kind, title, label, path, text, [title], { code: kind === "row" }));
    return [...ofSymbols, ...ofPackages, ...ofTexts];
  };

  // How many letters differ at least between a word and the beginning of a name; two that changed places count as one.
  const distance = (word, name, most) => {
    let [older, before] = [[], Array.from({ length: name.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= word.length; i += 1) {
      const now = [i];
      for (let j = 1; j <= name.length; j += 1) {
        const same = word[i - 1] === name[j - 1];
        now[j] = Math.min(before[j] + 1, now[j - 1] + 1, before[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && word[i - 1] === name[j - 2] && word[i - 2] === name[j - 1]) now[j] = Math.min(now[j], older[j - 2] + 1);
      }
      if (Math.min(...now) > most) return most + 1;
      [older, before] = [before, now];
    }
    return Math.min(...before.slice(Math.max(word.length - most, 0)));
  };
  const nearly = (row, word) => {
    const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (most === 0 || Object.hasOwn(globalThis.archvizShortForms, word) || /[^\p{Script=Latin}\p{N}]/u.test(word)) return 0;
    const near = [...row.words, ...row.forms]
      .filter((name) => name.length >= word.length - most)
      .map((name) => {
        const far = distance(word, name, most);
        return far > most ? 0 : 40 - 8 * far - Math.min(Math.abs(name.length - word.length), 20) / 2;
      });
    return Math.max(0, ...near);
  };

  const begins = (text, word) => {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]) || /\p{Script=Han}/u.test(word[0])) return true;
    }
    return false;
  };
  // What a word of the question, or one that it is short for, says of a row.
  const worth = (row, word) => {
    const plain = letters(word);
    if (!plain) return 0;
    if (row.forms.includes(plain)) return 62;
    if (row.words.includes(plain)) return 60;
    if ([...row.words, ...row.forms].some((each) => each.startsWith(plain))) return 45;
    if (plain.length > 2 && row.forms[0].includes(plain)) return 30;
    if (begins(row.around, word)) return 20;
    return begins(row.lowered, word) ? 10 : 0;
  };
  // What is named as the whole question comes before what has its words; of several words, as a title has them in a row.
  const named = (row, plain, several) => {
    const [short] = row.forms;
    const long = Math.min(short.length, 60) / 4;
    if (row.forms.slice(0, 3).includes(plain)) return 1000;
    if (row.forms.includes(plain)) return 900;
    if (several && !row.code) return short.includes(plain) ? 750 : 0;
    if (row.forms.some((form) => form.startsWith(plain))) return 700 - long;
    return plain.length > 2 && short.includes(plain) ? 500 - long : 0;
  };

  const meanings = (word) => {
    const short = globalThis.archvizShortForms;
    const known = Object.hasOwn(short, word) ? short[word] : [];
    return [word, ...known, ...(word.length > 3 && /[^s]s$/.test(word) ? [word.slice(0, -1)] : [])];
  };
  const found = (rows, question) => {
    const text = lower(question).trim();
    const all = text.split(/\s+/).map((word) => word.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, "")).filter(Boolean);
    const kept = all.filter((word) => !IDLE.has(word));
    const words = kept.length > 0 ? kept : all;
    if (words.length === 0) return [];
    const wholes = (all.length === 1 ? meanings(words[0]) : [text]).map(letters);
    const ranked = (least, value) =>
      rows
        .map((row) => {
          const values = words.map((word) => value(row, word));
          if (values.filter((each) => each > 0).length < least) return [0, row];
          const whole = Math.max(...wholes.map((plain, at) => (plain ? named(row, plain, all.length > 1) - (at ? 20 : 0) : 0)), 0);
          const mean = values.reduce((sum, each) => sum + each, 0) / words.length;
          return [Math.max(whole, mean * 5) + row.weight + mean / 100, row];
        })
        .filter(([score]) => score > 0)
        .sort(([a, one], [b, other]) => b - a || one.title.length - other.title.length || (one.title < other.title ? -1 : 1))
        .map(([, row]) => row);
    const strict = (row, word) => Math.max(...meanings(word).map((each, at) => worth(row, each) - (at ? 1 : 0)));
    const loose = (row, word) => strict(row, word) || nearly(row, letters(word));
    const exact = ranked(words.length, strict);
    if (exact.length > 0) return exact;
    const near = ranked(words.length, loose);
    return near.length > 0 || words.length < 2 ? near : ranked(Math.ceil(words.length / 2), strict);
  };

  const prepared = (dialog) => {
    const input = dialog.querySelector("input");
    const list = dialog.querySelector("ol");
    const [more, count] = ["more", "count"].map((part) => dialog.querySelector(`.search-${part}`));
    const links = () => [...list.querySelectorAll("a")];
    const rows = gathered();
    let waiting = [];
    let timer = 0;

    const made = (name, part, ...content) => {
      const element = document.createElement(name);
      element.className = `search-${part}`;
      element.append(...content);
      return element;
    };
    // The piece of a text around the first of the words, with all of them marked.
    const excerpt = (text) => {
      const words = lower(input.value).split(/[^\p{L}\p{N}]+/u).filter((word) => word && !IDLE.has(word)).flatMap(meanings);
      const pattern = words.map((word) => word.replace(/[^\p{L}\p{N} ]/gu, "")).filter(Boolean).join("|");
      if (!pattern) return [text.slice(0, EXCERPT)];
      const any = new RegExp(`(?<![\\p{Script=Latin}\\p{N}])(${pattern})`, "giu");
      const first = Math.max(text.search(any), 0);
      const start = first > EXCERPT / 2 ? text.indexOf(" ", first - EXCERPT / 3) + 1 || first : 0;
      const piece = text.slice(start, start + EXCERPT);
      const marked = piece.split(any).map((each, at) => (at % 2 ? made("mark", "hit", each) : each));
      return [start > 0 ? "… " : "", ...marked, start + EXCERPT < text.length ? " …" : ""];
    };
    const item = (row) => {
      const link = document.createElement("a");
      link.href = row.url;
      link.append(made(row.code ? "code" : "span", "title", row.title));
      if (row.label) link.append(" ", made("span", "label", row.label));
      if (row.text) link.append(" ", made("span", "excerpt", ...excerpt(row.text)));
      const place = document.createElement("li");
      place.append(link);
      return place;
    };
    const show = () => {
      list.append(...waiting.splice(0, AT_ONCE).map(item));
      more.hidden = waiting.length === 0;
    };
    const update = () => {
      clearTimeout(timer);
      timer = 0;
      waiting = found(rows, input.value);
      const said = count.dataset.names.split("|")[Math.min(waiting.length, 2)].replace("{}", waiting.length);
      count.textContent = input.value.trim() ? said : "";
      list.replaceChildren();
      show();
      list.setAttribute("aria-busy", "false");
    };
    const type = () => {
      list.setAttribute("aria-busy", "true");
      clearTimeout(timer);
      timer = setTimeout(update, PAUSE);
    };

    const open = (typed) => {
      input.placeholder = input.getAttribute("aria-label");
      dialog.showModal();
      input.select();
      if (typed) {
        input.value = typed;
        type();
      }
    };
    // Gives the focus back; where there was none before, the browser would take it from the dialog a moment later only.
    const shut = () => {
      dialog.close();
      if (dialog.contains(document.activeElement)) document.activeElement.blur();
    };
    const move = (step) => {
      const stops = [input, ...links(), ...(more.hidden ? [] : [more])];
      stops[stops.indexOf(document.activeElement) + step]?.focus();
    };
    const keys = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Escape: shut,
    };

    input.addEventListener("input", (event) => { if (!event.isComposing) type(); });
    input.addEventListener("compositionend", type);
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      if (timer) update();
      links()[0]?.click();
    });
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (event.key in keys) {
        event.preventDefault();
        keys[event.key]();
      } else if (event.key.length === 1 && event.key !== " ") input.focus();
    });
    dialog.addEventListener("click", (event) => {
      const leaves = event.target.closest("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey;
      if (leaves || event.target === dialog || event.target.closest(".search-close")) shut();
    });
    more.addEventListener("click", () => {
      const before = links().length;
      show();
      links()[before]?.focus();
    });
    return open;
  };

  // The dialog comes in the page's language, with all that is searched in, when it is first asked for.
  const bring = () =>
    Promise.all(["search.css", "short-forms.js", "search.symbols.js", `search.${document.documentElement.lang}.js`].map(load))
      .then(() => prepared(document.querySelector("dialog.search")));
  let opening = null;
  const open = async () => {
    // What is typed meanwhile is not lost.
    let typed = "";
    const keep = (event) => {
      if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      typed += event.key;
    };
    addEventListener("keydown", keep, true);
    try {
      opening ??= bring();
      (await opening)(typed);
    } catch {
      opening = null;
    } finally {
      removeEventListener("keydown", keep, true);
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });
  for (const button of document.querySelectorAll(".search-open")) {
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-keyshortcuts", "/");
    button.addEventListener("click", open);
    button.hidden = false;
  }
})();
