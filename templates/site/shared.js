"use strict";
// A page that readers of both languages share is English; what it says by itself has its Chinese in `words`.
(() => {
  const KEY = "archviz-language";
  const chinese = () => {
    document.documentElement.lang = "zh";
    document.title = document.title.split(" · ").map((part) => (Object.hasOwn(words, part) ? words[part] : part)).join(" · ");
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement } = texts.currentNode;
      const said = Object.hasOwn(words, data.trim()) && words[data.trim()];
      if (!said || parentElement.closest("code, pre, .doc")) continue;
      texts.currentNode.data = data.replace(data.trim(), () => said);
    }
    for (const each of document.body.querySelectorAll("*")) {
      for (const { name, value } of each.attributes) {
        if (Object.hasOwn(words, value) && !["id", "class", "title"].includes(name)) each.setAttribute(name, words[value]);
      }
    }
    for (const link of document.querySelectorAll("a[href^='../']")) {
      const href = link.getAttribute("href").slice(3);
      if (!/^(assets|symbols|pagefind)\//.test(href)) link.setAttribute("href", `../zh/${href}`);
    }
  };

  let language = null;
  try { language = localStorage.getItem(KEY); } catch { return; }
  const button = document.querySelector("button.language");
  if (language === "zh") {
    chinese();
    button.textContent = button.dataset.back;
    button.lang = "en";
  }
  button.addEventListener("click", () => {
    localStorage.setItem(KEY, language === "zh" ? "en" : "zh");
    location.reload();
  });
  button.hidden = false;
})();
