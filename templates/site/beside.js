"use strict";
// What moves a picture beside its prose is loaded when the first such picture comes near.
(() => {
  const { src } = document.currentScript;
  const near = new IntersectionObserver((seen) => {
    if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
    near.disconnect();
    document.head.append(Object.assign(document.createElement("script"), { src: new URL("scene.js", src).href }));
  }, { rootMargin: "100% 0px" });
  document.querySelectorAll(".scene").forEach((scene) => near.observe(scene));
})();
