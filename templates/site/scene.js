"use strict";
// The picture beside the prose that names its steps: the step that is read is lit in it, and each name of one is a button.
(() => {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  // Below this the smallest words of a picture, 11 pixels high, are hard to read.
  const LEGIBLE = 0.86;
  // A long arrow is shown whole down to this, and so is the picture while no step is read.
  const LEAST = 0.7;
  const MAP = 0.62;
  const MARGIN = 24;
  // How far down the window a line is when it is read, as a part of the room that the text has there.
  const READ = 0.45;

  // What moves the picture within its frame: to what is lit, or else to the whole, or, where that would be a thumbnail, to
  // where the steps begin.
  const camera = (svg, frame, first) => {
    const { width, height } = svg.viewBox.baseVal;
    let now = [0, 0, width, height];
    let stop = () => {};
    const draw = (view) => {
      now = view;
      svg.setAttribute("viewBox", view.join(" "));
    };
    const within = (at, seen, all) => (seen < all ? Math.min(Math.max(at, 0), all - seen) : (all - seen) / 2);
    const view = (lit) => {
      const [w, h] = [frame.clientWidth, frame.clientHeight];
      const whole = Math.min(w / width, h / height);
      const parts = lit.length || whole > MAP ? lit : [first];
      if (!parts.length || !whole) return [0, 0, width, height];
      const boxes = parts.map((part) => part.getBBox());
      const low = ["x", "y"].map((side) => Math.min(...boxes.map((box) => box[side])) - MARGIN);
      const high = [["x", "width"], ["y", "height"]].map(([side, size]) => Math.max(...boxes.map((box) => box[side] + box[size])) + MARGIN);
      const all = Math.min(w / (high[0] - low[0]), h / (high[1] - low[1]));
      const scale = Math.max(whole, Math.min(LEGIBLE, Math.max(LEAST, all)));
      const seen = [w / scale, h / scale];
      const line = parts.find((part) => part.matches(".edge"))?.querySelector(".line");
      const middle = line?.getPointAtLength(line.getTotalLength() / 2);
      // Where not all has room, the middle of the arrow, which has its number, has it.
      const at = [0, 1].map((axis) => {
        const room = high[axis] - low[axis] <= seen[axis];
        const centre = room || !middle ? (low[axis] + high[axis]) / 2 : [middle.x, middle.y][axis];
        return within(centre - seen[axis] / 2, seen[axis], [width, height][axis]);
      });
      return [...at, ...seen];
    };
    return (parts) => {
      stop();
      stop = glide(now, view(parts), 320, draw);
    };
  };

  const scene = (each) => {
    const figure = each.querySelector(".figure");
    const frame = figure.querySelector(".picture");
    const steps = [...document.querySelectorAll(".step")].filter((step) => step.pathname === frame.pathname);
    const told = steps.filter((step) => each.contains(step));
    let drawn = null;
    let shown = null;
    let read = null;
    let broken = false;

    const light = () => {
      if (!drawn) return;
      figure.dispatchEvent(new CustomEvent("choose", { detail: shown ? { edge: shown.dataset.edge } : null }));
      drawn.move([...drawn.svg.querySelectorAll(".edge.lit, .row.lit, .card.lit:not(:has(.row.lit)) .head")]);
    };
    const show = (step) => {
      shown = step;
      for (const one of steps) one.setAttribute("aria-pressed", one === step);
      light();
    };

    const draw = async () => {
      const picture = new URL(frame.dataset.drawn, location.href);
      await Promise.all(["glide.js", "lights.js", "diagrams.css", "diagram.css", picture].map(load));
      const stage = document.createElement("span");
      stage.className = "drawing";
      stage.innerHTML = globalThis.pictures[frame.dataset.name];
      const svg = stage.querySelector("svg");
      // All of it is one link to its page, with the name that the image has.
      for (const link of svg.querySelectorAll("a")) {
        const group = document.createElementNS("http://www.w3.org/2000/svg", "g");
        group.append(...link.childNodes);
        group.setAttribute("class", link.getAttribute("class") ?? "");
        link.replaceWith(group);
      }
      svg.setAttribute("aria-hidden", "true");
      frame.append(stage);
      figure.dispatchEvent(new CustomEvent("drawn", { bubbles: true }));
      const edge = (step) => svg.querySelector(`.edge[data-edge="${CSS.escape(step.dataset.edge)}"]`);
      for (const step of steps) step.title = edge(step).getAttribute("aria-label");
      drawn = { svg, move: camera(svg, stage, edge(told[0])) };
      new ResizeObserver(light).observe(stage);
    };

    // The last step that is named above the line which is read; of several in one line, one after the other.
    const follow = () => {
      const { bottom, top } = each.getBoundingClientRect();
      const seen = bottom > 0 && top < innerHeight;
      const above = getComputedStyle(each).display === "grid" ? 0 : figure.getBoundingClientRect().bottom;
      const line = above + Math.max(innerHeight - above, 0) * READ;
      const text = each.querySelector(".beside").getBoundingClientRect();
      const place = (step) => {
        const box = step.getClientRects()[0];
        return box ? box.top + (box.height * (box.left - text.left)) / text.width : Infinity;
      };
      const passed = (seen && told.filter((step) => place(step) <= line).at(-1)) || null;
      if (passed === read) return;
      read = passed;
      show(passed);
    };

    for (const step of steps) {
      step.setAttribute("role", "button");
      step.addEventListener("click", (event) => {
        if (broken || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        follow(); // what is read until now does not take its place
        if (!each.contains(step)) figure.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
        show(step);
      });
      step.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        step.click();
      });
    }
    show(null);
    new IntersectionObserver(([{ isIntersecting }], observer) => {
      if (!isIntersecting) return;
      observer.disconnect();
      draw().then(light, () => { broken = true; });
    }, { rootMargin: "25% 0px" }).observe(figure);
    return follow;
  };

  const scenes = [...document.querySelectorAll(".scene")].map(scene);
  let waiting = false;
  const follow = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      scenes.forEach((each) => each());
    });
  };
  addEventListener("scroll", follow, { passive: true });
  addEventListener("resize", follow);
  follow();
})();
