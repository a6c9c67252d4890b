"use strict";
// A page that readers of several languages share is in the first; `words` has, by language, what it says in the others.
(() => {
  const KEY = "archviz-language";
  const root = document.documentElement;
  const first = root.lang;
  const site = new URL("..", document.currentScript.src).href;
  const translate = (language) => {
    const own = words[language];
    root.lang = language;
    document.title = document.title.split(" · ").map((part) => (Object.hasOwn(own, part) ? own[part] : part)).join(" · ");
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      const said = Object.hasOwn(own, data.trim()) && own[data.trim()];
      if (!said || parentElement.closest("code, pre, .doc, button.language")) continue;
      texts.currentNode.data = data.replace(data.trim(), () => said);
    }
    for (const each of document.body.querySelectorAll("*")) {
      for (const { name, value } of each.attributes) {
        if (Object.hasOwn(own, value) && !["id", "class", "title"].includes(name)) each.setAttribute(name, own[value]);
      }
    }
    for (const link of document.querySelectorAll("a[href^='../']")) {
      const { href } = new URL(link.getAttribute("href"), location);
      const path = href.startsWith(site) && href.slice(site.length);
      if (path && !/^(assets|symbols)\//.test(path)) link.href = `${site}${language}/${path}`;
    }
  };

  let language = null;
  try { language = localStorage.getItem(KEY); } catch { return; }
  const buttons = [...document.querySelectorAll("button.language")];
  const current = buttons.find((button) => button.lang === language);
  if (current) {
    translate(language);
    current.textContent = current.dataset.back;
    current.lang = first;
  }
  for (const button of buttons) {
    const next = button.lang;
    button.addEventListener("click", () => {
      localStorage.setItem(KEY, next);
      location.reload();
    });
    button.hidden = false;
  }
})();
