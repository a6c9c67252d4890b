"use strict";
// The view of a diagram: moved, made larger and smaller, brought to what another script shows.
(() => {
  const LARGEST = 4;
  const LEGIBLE = 0.8;
  const ENOUGH = 1.25;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const view = (bench) => {
    const stage = bench.querySelector(".drawing");
    const svg = stage.querySelector("svg");
    // The part that is seen starts at (x, y) in the picture's units; scale is how many pixels show one of them.
    const { width, height } = svg.viewBox.baseVal;
    if (!width || !height) return;
    const size = () => [stage.clientWidth, stage.clientHeight];
    let x = 0;
    let y = 0;
    let scale = 0;
    let fitted = true;
    let gliding = 0;

    const smallest = () => Math.min(size()[0] / width, size()[1] / height);
    const fitting = () => Math.min(ENOUGH, document.fullscreenElement === bench ? smallest() : size()[0] / width);
    const within = (at, seen, whole) => (seen >= whole ? (whole - seen) / 2 : Math.min(Math.max(at, 0), whole - seen));
    const draw = () => {
      const [w, h] = size();
      if (!w || !h || !scale) return;
      x = within(x, w / scale, width);
      y = within(y, h / scale, height);
      svg.setAttribute("viewBox", `${x} ${y} ${w / scale} ${h / scale}`);
      stage.dataset.fitted = fitted;
    };
    const fit = () => {
      fitted = true;
      scale = fitting();
      x = y = 0;
      draw();
    };
    const move = (dx, dy) => {
      const before = [x, y];
      x += dx / scale;
      y += dy / scale;
      draw();
      return x !== before[0] || y !== before[1];
    };
    const zoom = (factor, cx = size()[0] / 2, cy = size()[1] / 2) => {
      const next = Math.min(Math.max(scale * factor, smallest()), Math.max(LARGEST, fitting()));
      x += cx / scale - cx / next;
      y += cy / scale - cy / next;
      scale = next;
      fitted = Math.abs(scale / fitting() - 1) < 0.001;
      draw();
    };
    const glide = (to, then) => {
      cancelAnimationFrame(gliding);
      const from = { x, y, scale };
      const start = performance.now();
      const frame = (now) => {
        const part = still.matches ? 1 : Math.min((now - start) / 280, 1);
        const eased = 1 - (1 - part) ** 3;
        scale = from.scale + (to.scale - from.scale) * eased;
        x = from.x + (to.x - from.x) * eased;
        y = from.y + (to.y - from.y) * eased;
        draw();
        if (part < 1) gliding = requestAnimationFrame(frame);
        else then?.();
      };
      frame(start);
    };
    // Brings some parts into sight; where the picture is too small to be read, nearer too.
    const reveal = (parts, near, then) => {
      const boxes = parts.map((part) => part.getBBox());
      const left = Math.min(...boxes.map((b) => b.x)) - 24;
      const top = Math.min(...boxes.map((b) => b.y)) - 24;
      const right = Math.max(...boxes.map((b) => b.x + b.width)) + 24;
      const bottom = Math.max(...boxes.map((b) => b.y + b.height)) + 24;
      const [w, h] = size();
      const whole = Math.min(w / (right - left), h / (bottom - top));
      const to = { x, y, scale: near && scale < LEGIBLE ? Math.max(scale, Math.min(LEGIBLE, whole)) : scale };
      if (to.scale !== scale) {
        fitted = false;
        to.x = (left + right - w / to.scale) / 2;
        to.y = (top + bottom - h / to.scale) / 2;
      } else {
        const shift = (at, seen, low, high) => {
          if (high - low > seen) return (low + high - seen) / 2;
          return Math.min(Math.max(at, high - seen), low);
        };
        to.x = shift(x, w / scale, left, right);
        to.y = shift(y, h / scale, top, bottom);
      }
      to.x = within(to.x, w / to.scale, width);
      to.y = within(to.y, h / to.scale, height);
      if (to.x !== x || to.y !== y || to.scale !== scale) glide(to, then);
      else then?.();
    };
    // Scrolls the page where most of a part is out of the window, or under the panel at its foot.
    const scroll = (part) => {
      const panel = bench.querySelector(".panel");
      const floor = getComputedStyle(panel).position === "fixed" ? panel.getBoundingClientRect().top : innerHeight;
      const box = part.getBoundingClientRect();
      if (Math.min(box.bottom, floor) - Math.max(box.top, 0) >= Math.min(box.height, floor) / 2) return;
      const top = box.top - Math.max((floor - box.height) / 2, 24);
      scrollBy({ top, behavior: still.matches ? "auto" : "smooth" });
    };

    const at = (event) => {
      const box = stage.getBoundingClientRect();
      return [event.clientX - box.left - stage.clientLeft, event.clientY - box.top - stage.clientTop];
    };
    stage.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey && document.fullscreenElement !== bench) return;
      event.preventDefault();
      const lines = event.deltaMode ? 16 : 1;
      zoom(Math.exp(-Math.max(-50, Math.min(50, event.deltaY * lines)) / 100), ...at(event));
    }, { passive: false });

    const fingers = new Map();
    let dragged = false;
    stage.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      cancelAnimationFrame(gliding);
      fingers.set(event.pointerId, { start: at(event), now: at(event) });
      dragged = false;
    });
    stage.addEventListener("pointermove", (event) => {
      const finger = fingers.get(event.pointerId);
      if (!finger) return;
      const before = finger.now;
      finger.now = at(event);
      const [dx, dy] = [finger.now[0] - before[0], finger.now[1] - before[1]];
      if (fingers.size === 2) {
        const other = [...fingers.values()].find((each) => each !== finger).now;
        const apart = (one) => Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
        dragged = true;
        move(-dx / 2, -dy / 2);
        zoom(apart(finger.now) / apart(before), (finger.now[0] + other[0]) / 2, (finger.now[1] + other[1]) / 2);
      } else if (dragged || Math.hypot(finger.now[0] - finger.start[0], finger.now[1] - finger.start[1]) > 4) {
        if (!dragged) stage.setPointerCapture(event.pointerId);
        dragged = true;
        move(-dx, -dy);
      }
    });
    const lifted = (event) => fingers.delete(event.pointerId);
    addEventListener("pointerup", lifted);
    addEventListener("pointercancel", lifted);
    stage.addEventListener("dragstart", (event) => event.preventDefault());
    stage.addEventListener("click", (event) => {
      if (!dragged) return;
      event.preventDefault();
      event.stopPropagation();
    }, true);

    const step = 60;
    const keys = {
      ArrowLeft: () => move(-step, 0),
      ArrowRight: () => move(step, 0),
      ArrowUp: () => move(0, -step),
      ArrowDown: () => move(0, step),
      "+": () => zoom(1.25),
      "=": () => zoom(1.25),
      "-": () => zoom(0.8),
      "0": fit,
      f: () => full(),
    };
    stage.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
      if (keys[event.key]() !== false) event.preventDefault();
    });
    const full = () => (document.fullscreenElement ? document.exitFullscreen() : bench.requestFullscreen());
    const does = { in: () => zoom(1.25), out: () => zoom(0.8), fit, full };
    for (const [what, run] of Object.entries(does)) {
      bench.querySelector(`[data-do="${what}"]`).addEventListener("click", run);
    }
    const button = bench.querySelector('[data-do="full"]');
    button.hidden = !document.fullscreenEnabled;
    document.addEventListener("fullscreenchange", () => {
      button.setAttribute("aria-pressed", document.fullscreenElement === bench);
      fitted = true;
    });

    stage.addEventListener("focusin", (event) => {
      const part = event.target.closest(".row, .card, .edge");
      if (part && !dragged && event.target.matches(":focus-visible")) reveal([part], false);
    });
    const show = () => {
      const lit = [...svg.querySelectorAll(".edge.lit, .row.lit, .card.lit:not(:has(.row.lit)) .head")];
      if (lit.length) reveal(lit, true, () => scroll(svg.querySelector(".edge.lit")));
    };
    let before = null;
    bench.addEventListener("edge", ({ detail }) => {
      before ??= { fitted };
      if (fitted || (!detail && before.fitted)) fit();
      if (!detail) {
        before = null;
        return;
      }
      show();
    });

    addEventListener("beforeprint", fit);

    bench.classList.add("live");
    bench.querySelector(".tools").hidden = false;
    stage.style.setProperty("--shape", `${width} / ${height}`);
    stage.style.setProperty("--tall", `${height * ENOUGH}px`);
    new ResizeObserver(() => {
      if (!fitted) draw();
      else {
        fit();
        if (before) show();
      }
    }).observe(stage);
    fit();
  };

  document.querySelectorAll(".bench").forEach(view);
  addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".hint").forEach((hint) => { hint.hidden = false; });
  });
})();
