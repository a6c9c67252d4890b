"use strict";
// Only `archviz serve` puts this into a page: it loads the page again once it has changed, and says so when the last
// change could not be built. A hidden tab does not listen, as a browser has six connections for a host.
(() => {
  const address = `/.archviz/events?${new URLSearchParams({ ...document.currentScript.dataset })}`;
  let source = null;
  let notice = null;

  const button = (name, pressed) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = name;
    Object.assign(made.style, { font: "inherit", color: "inherit", marginTop: ".5rem", padding: ".25rem .75rem" });
    made.addEventListener("click", pressed);
    return made;
  };

  const tell = (problem) => {
    notice?.remove();
    notice = null;
    if (!problem) return;
    notice = document.createElement("div");
    notice.lang = "en";
    notice.setAttribute("role", "status");
    Object.assign(notice.style, {
      position: "fixed", right: ".75rem", bottom: ".75rem", zIndex: "2147483647", boxSizing: "border-box",
      width: "min(44rem, calc(100vw - 1.5rem))", maxHeight: "45vh", overflow: "auto", padding: ".75rem 1rem",
      color: "CanvasText", background: "Canvas", border: "1px solid", borderLeft: "6px solid light-dark(#b4741f, #f5c178)",
      borderRadius: ".25rem", font: "0.875rem/1.5 system-ui, sans-serif",
    });
    const head = document.createElement("strong");
    head.textContent = "This page is of an earlier build: the last change could not be built.";
    const text = document.createElement("div");
    text.textContent = problem;
    Object.assign(text.style, { whiteSpace: "pre-wrap", overflowWrap: "anywhere" });
    document.body.append(notice);
    notice.append(head, text, button("Hide", () => tell("")));
  };

  const listen = () => {
    source?.close();
    source = null;
    if (document.visibilityState === "hidden") return;
    const opened = new EventSource(address);
    source = opened;
    opened.addEventListener("message", ({ data }) => {
      const { changed, problem } = JSON.parse(data);
      if (changed) location.reload();
      else tell(problem);
    });
    opened.addEventListener("error", () => {
      if (opened.readyState === EventSource.CLOSED) setTimeout(() => { if (source === opened) listen(); }, 1000);
    });
  };

  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => { source?.close(); });
  addEventListener("pageshow", ({ persisted }) => { if (persisted) listen(); });
  listen();
})();
