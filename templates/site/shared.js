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
      if (!said || parentElement.closest("code, pre, .doc, .language")) continue;
      texts.currentNode.data = data.replace(data.trim(), () => said);
    }
    for (const each of document.body.querySelectorAll("*")) {
      for (const { name, value } of each.attributes) {
        if (Object.hasOwn(own, value) && !["id", "class", "title"].includes(name)) each.setAttribute(name, own[value]);
      }
    }
    for (const link of document.querySelectorAll("a[href^='../']:not(.language)")) {
      const { href } = new URL(link.getAttribute("href"), location);
      const path = href.startsWith(site) && href.slice(site.length);
      if (path && !/^(assets|symbols)\//.test(path)) link.href = `${site}${language}/${path}`;
    }
  };

  let language = null;
  try { language = localStorage.getItem(KEY); } catch { return; }
  // Without scripts they lead to the first page of a language; with them, this page is in it.
  const links = [...document.querySelectorAll("a.language")];
  const current = links.find((link) => link.lang === language);
  if (current) {
    translate(language);
    current.textContent = root.dataset.shared;
    current.lang = first;
  }
  for (const link of links) {
    const next = link.lang;
    link.removeAttribute("hreflang");
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      localStorage.setItem(KEY, next);
      location.reload();
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
  }
})();
