"use strict";
// What can be taken along of a diagram: its address, and the picture as it is seen, as SVG and PNG. And the keys.
(() => {
  const TWICE = 2;
  const PAINT = {
    "display": "inline", "opacity": "1", "fill": "rgb(0, 0, 0)", "fill-opacity": "1", "stroke": "none", "stroke-width": "1px",
    "stroke-dasharray": "none", "stroke-linecap": "butt", "stroke-linejoin": "miter", "stroke-opacity": "1", "paint-order": "normal",
  };
  const TEXT = ["font-family", "font-size", "font-weight", "letter-spacing", "text-anchor", "text-decoration"];

  // The whole picture with its colours as attributes, so that it is the same where there is no style sheet.
  const flat = (svg) => {
    const copy = svg.cloneNode(true);
    const [seen, made] = [svg, copy].map((root) => [root, ...root.querySelectorAll("*")]);
    for (const [index, part] of seen.entries()) {
      const style = getComputedStyle(part);
      const inherited = part === svg ? null : getComputedStyle(part.parentElement);
      const names = part.matches("text, tspan") ? [...Object.keys(PAINT), ...TEXT] : Object.keys(PAINT);
      for (const name of names) {
        const value = style.getPropertyValue(name);
        const usual = name === "opacity" || name === "display" || !inherited ? PAINT[name] : inherited.getPropertyValue(name);
        if (value !== usual || TEXT.includes(name)) made[index].setAttribute(name, value);
      }
    }
    copy.querySelectorAll("[role='button']").forEach((part) => part.removeAttribute("role"));
    copy.setAttribute("viewBox", `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`);
    return new XMLSerializer().serializeToString(copy);
  };
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  const raster = async (text, svg) => {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = ["width", "height"].map((side) => TWICE * svg.getAttribute(side));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  };

  const share = (bench) => {
    const dialog = bench.querySelector(".help");
    if (!dialog) return;
    const svg = bench.querySelector(".drawing svg");
    let edge = null;
    bench.addEventListener("choose", ({ detail }) => { edge = detail?.edge ?? null; });
    // Not the step's number, which is another one when a step is put in before it.
    const address = () => {
      const found = edge && document.querySelector(`.proofs [data-edge="${CSS.escape(edge)}"]`);
      const url = new URL(location.href);
      url.hash = found ? found.id : "";
      return url.href.replace(/#$/, "");
    };
    const name = (suffix) => {
      const step = edge && bench.querySelector(`.edge[data-edge="${CSS.escape(edge)}"]`)?.dataset.step;
      return `${dialog.dataset.file}${step ? `-step-${step}` : ""}.${suffix}`;
    };
    const does = {
      copy: async (button) => {
        await navigator.clipboard.writeText(address());
        button.dataset.name ??= button.textContent;
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = button.dataset.name; }, 2000);
      },
      svg: () => save(new Blob([flat(svg)], { type: "image/svg+xml" }), name("svg")),
      png: async () => save(await raster(flat(svg), svg), name("png")),
      help: () => dialog.showModal(),
      done: () => dialog.close(),
    };
    for (const [what, run] of Object.entries(does)) {
      for (const button of bench.querySelectorAll(`[data-do="${what}"]`)) button.addEventListener("click", () => run(button));
    }
    for (const button of bench.querySelectorAll('[data-do="copy"]')) button.hidden = !navigator.clipboard;
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, textarea, select, dialog")) return;
      dialog.showModal();
    });
    bench.querySelector(".share").hidden = false;
  };

  document.querySelectorAll(".bench").forEach(share);
})();
