// The interactive process map: draws a level of detail in a look, and shows the figures of what is chosen.
// All texts and figures come with the data (svcflow/report/interactive/document.py); names are only ever set as text.
"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const LEGIBLE = 0.9, LEAST = 0.1, MOST = 3, MANY = 8;
  const NAME = 13, SMALL = 11, LINE = 16;
  const INK = "#1f2933", PAPER = "#ffffff";

  function shape(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function part(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function words(text, x, y, size, weight, kind) {
    return shape("text", { x, y, "font-size": size, "font-weight": weight, fill: INK, class: kind }, text);
  }

  function start(root) {
    const data = JSON.parse(root.querySelector("script").textContent);
    const { steps, lines, levels, looks, texts } = data;
    const frame = root.querySelector(".flow-window"), panel = root.querySelector(".flow-panel");
    const legend = root.querySelector(".flow-legend"), shown = root.querySelector(".flow-shown");
    const slider = root.querySelector("input[type=range]");
    let level = data.level, look = data.look, chosen = null, zoom = 1, zoomed = false, at = levels[level].steps[0][0];

    const picture = shape("svg", { class: "map", role: "group", "text-anchor": "middle" });
    const lineLayer = shape("g", { "aria-hidden": "true" }), labelLayer = shape("g", { "aria-hidden": "true", "pointer-events": "none" });
    const stepLayer = shape("g", {}), endLayer = shape("g", { "aria-hidden": "true" });
    picture.append(lineLayer, stepLayer, endLayer, labelLayer);
    const drawnSteps = steps.map(drawStep);
    let drawnLines = new Map();

    // ---------------------------------------------------------------- what is told

    const nameOf = number => number < steps.length ? steps[number].name : number === steps.length ? texts.start : texts.end;
    const titleOf = ([source, target]) => `${nameOf(source)} → ${nameOf(target)}`;
    const isTerminal = ([source, target]) => Math.max(source, target) >= steps.length;
    const colour = number => data.colours[number];

    // ---------------------------------------------------------------- drawing

    function drawStep(step, number) {
      const made = shape("g", { class: "flow-step", role: "button", tabindex: -1 });
      made.dataset.step = number;
      return made;
    }

    function paintStep(number) {
      const step = steps[number], made = drawnSteps[number], labels = step.labels[look];
      const [fill, , kind] = colour(step.shades[look]), [width, height] = step.size, tinted = looks[look].tinted;
      const repeat = levels[level].repeats.find(each => lines[each][0] === number);
      const rows = step.lines.length + labels.length + (repeat === undefined ? 0 : 1);
      let down = -(rows * LINE) / 2 + 0.75 * LINE;
      const outline = tinted ? { stroke: fill, "stroke-width": 2, class: `${kind} flow-tint` }
        : { stroke: "#5b7f9c", "stroke-width": 1.2, class: `${kind} flow-frame` };
      const inside = [shape("rect", { x: -width / 2, y: -height / 2, width, height, rx: 7, fill: PAPER, class: "paper" }),
        shape("rect", { x: -width / 2, y: -height / 2, width, height, rx: 7, fill, ...outline })];
      for (const text of step.lines) { inside.push(words(text, 0, down, NAME, 600, "ink")); down += LINE; }
      for (const text of labels) { inside.push(words(text, 0, down, SMALL, 400, "ink")); down += LINE; }
      if (repeat !== undefined) inside.push(words(`↻ ${[`${lines[repeat][5]}×`, ...lines[repeat][4][look].slice(1)].join(" · ")}`, 0, down, SMALL, 400, "ink"));
      made.replaceChildren(shape("title", {}, step.told[look]), ...inside);
      made.setAttribute("aria-label", step.told[look]);
    }

    function drawLine(number, path, head) {
      const line = lines[number], thick = line[2], told = line[4] ? line[4][look] : [line[5]];
      const [stroke, lineKind, fillKind] = colour(line[3][look]);
      const dashes = isTerminal(line) && thick < 2 ? "2 4" : null;
      const made = shape("g", { class: "flow-line" }, shape("title", {}, `${titleOf(line)}: ${told.join(" · ")}`),
        shape("path", { d: path, class: "flow-hit" }),
        shape("path", { d: path, fill: "none", stroke, "stroke-width": thick, "stroke-dasharray": dashes, class: lineKind, "pointer-events": "none" }),
        shape("polygon", { points: head, fill: stroke, class: fillKind }));
      made.dataset.line = number;
      return made;
    }

    // A loose line runs straight, a little to its right so that the way back lies beside it, from border to border.
    function loosePath(number, centres) {
      const [source, target, thick] = lines[number];
      const from = centres.get(source), to = centres.get(target);
      const far = Math.hypot(to.x - from.x, to.y - from.y) || 1, aside = Math.min(40, 8 + far * 0.06);
      const middle = { x: (from.x + to.x) / 2 - (to.y - from.y) / far * aside, y: (from.y + to.y) / 2 + (to.x - from.x) / far * aside };
      const first = border(from, middle, source), tip = border(to, middle, target);
      const long = 6 + thick, length = Math.hypot(tip.x - middle.x, tip.y - middle.y) || 1;
      const across = (tip.x - middle.x) / length, down = (tip.y - middle.y) / length, half = 3 + thick * 0.6;
      const base = { x: tip.x - across * long, y: tip.y - down * long };
      const corners = [[tip.x, tip.y], [base.x - down * half, base.y + across * half], [base.x + down * half, base.y - across * half]];
      const round = value => value.toFixed(1);
      return [`M${round(first.x)},${round(first.y)}Q${round(middle.x)},${round(middle.y)} ${round(base.x)},${round(base.y)}`,
        corners.map(corner => corner.map(round).join(",")).join(" ")];
    }

    function border(centre, towards, number) {
      const [width, height] = number < steps.length ? steps[number].size : [22, 22];
      const across = towards.x - centre.x, down = towards.y - centre.y;
      const share = Math.min(1, 1 / Math.max(Math.abs(across) / (width / 2), Math.abs(down) / (height / 2), 1e-9));
      return { x: centre.x + across * share, y: centre.y + down * share };
    }

    function drawLabel(number, x, y) {
      const told = lines[number][4][look], made = shape("g", { class: "flow-line" });
      told.forEach((text, row) => {
        const label = words(text, x, y + 4 + 14 * (row - (told.length - 1) / 2), SMALL, row ? 400 : 600, "ink rim");
        for (const [key, value] of [["stroke", PAPER], ["stroke-width", 4], ["paint-order", "stroke"], ["stroke-linejoin", "round"]]) label.setAttribute(key, value);
        made.append(label);
      });
      return made;
    }

    function drawEnds([[left, top], [across, down]]) {
      endLayer.replaceChildren(
        shape("circle", { cx: left, cy: top, r: 10, fill: "#2f6f4e", class: "start" }, shape("title", {}, texts.start)),
        shape("path", { d: `M${left - 3},${top - 5}l9,5l-9,5z`, fill: PAPER, class: "paper" }),
        shape("circle", { cx: across, cy: down, r: 10, fill: PAPER, stroke: INK, "stroke-width": 2, class: "end" }, shape("title", {}, texts.end)),
        shape("rect", { x: across - 4, y: down - 4, width: 8, height: 8, fill: INK, class: "solid" }));
    }

    const centresOf = here => new Map([...here.steps.map(([number, x, y]) => [number, { x, y }]),
      [steps.length, { x: here.ends[0][0], y: here.ends[0][1] }], [steps.length + 1, { x: here.ends[1][0], y: here.ends[1][1] }]]);

    function draw() {
      const here = levels[level], centres = centresOf(here);
      picture.setAttribute("viewBox", `-14 -14 ${here.width + 28} ${here.height + 28}`);
      picture.setAttribute("aria-label", `${data.title} ${here.told}`);
      picture.style.setProperty("--natural", `${here.width + 28}px`);
      drawnLines = new Map();
      labelLayer.replaceChildren();
      for (const number of here.loose) {
        drawnLines.set(number, [drawLine(number, ...loosePath(number, centres))]);
        drawnLines.get(number)[0].classList.add("flow-loose");
      }
      for (const [number, path, head, x, y] of here.led) {
        const made = [drawLine(number, path, head)];
        if (x !== undefined) { made.push(drawLabel(number, x, y)); labelLayer.append(made[1]); }
        drawnLines.set(number, made);
      }
      lineLayer.replaceChildren(...[...drawnLines.values()].map(made => made[0]));
      const focused = stepLayer.contains(document.activeElement) ? document.activeElement : null;
      const wanted = here.steps.map(([number]) => drawnSteps[number]);
      for (const made of [...stepLayer.children]) if (!wanted.includes(made)) made.remove();
      for (const [number, x, y] of here.steps) {
        paintStep(number);
        drawnSteps[number].style.transform = `translate(${x}px, ${y}px)`;
        if (drawnSteps[number] !== focused) stepLayer.append(drawnSteps[number]);
      }
      drawEnds(here.ends);
      rove(here.steps.some(([number]) => number === at) ? at : here.steps[0][0]);
      mark();
    }

    function tellAround() {
      const here = levels[level];
      shown.textContent = here.told;
      if (slider) slider.setAttribute("aria-valuetext", here.told);
      const keys = looks[look].keys.map(([number, text]) => {
        const [fill, , kind] = colour(number);
        return part("li", {}, shape("svg", { width: 22, height: 8, "aria-hidden": "true" }, shape("rect", { width: 22, height: 8, fill, class: kind })), text);
      });
      const told = [looks[look].words, ...(here.repeats.length ? [texts.again] : [])];
      legend.replaceChildren(part("div", {}, told.join(" ")), part("ul", {}, ...keys));
    }

    // ---------------------------------------------------------------- choosing

    const isStep = (choice, number) => choice && choice.step === number;

    function near() {
      const around = new Set();
      if (!chosen) return around;
      const mine = ([source, target]) => chosen.line === undefined ? source === chosen.step || target === chosen.step : false;
      for (const number of drawnLines.keys()) {
        const line = lines[number];
        if (number === chosen.line || mine(line)) { around.add(`line${number}`); around.add(line[0]); around.add(line[1]); }
      }
      if (chosen.step !== undefined) around.add(chosen.step);
      else around.add(lines[chosen.line][0]).add(lines[chosen.line][1]);
      return around;
    }

    function mark() {
      const around = near();
      const isShown = chosen && (chosen.step === undefined ? drawnLines.has(chosen.line) || levels[level].repeats.includes(chosen.line)
        : stepLayer.contains(drawnSteps[chosen.step]));
      picture.classList.toggle("flow-chosen", Boolean(isShown));
      drawnSteps.forEach((made, number) => {
        made.classList.toggle("flow-near", around.has(number));
        made.classList.toggle("flow-is", Boolean(isStep(chosen, number)));
        made.setAttribute("aria-pressed", String(Boolean(isStep(chosen, number))));
      });
      for (const [number, made] of drawnLines) for (const each of made) {
        each.classList.toggle("flow-near", around.has(`line${number}`));
        each.classList.toggle("flow-is", Boolean(chosen) && chosen.line === number);
      }
      panel.querySelector(".flow-absent")?.toggleAttribute("hidden", !chosen || Boolean(isShown));
    }

    function choose(choice) {
      chosen = choice;
      showPanel();
      mark();
    }

    function close() {
      if (!chosen) return;
      const inside = panel.contains(document.activeElement);
      choose(null);
      if (inside) (stepLayer.contains(drawnSteps[at]) ? drawnSteps[at] : frame).focus();
    }

    function showPanel() {
      if (!chosen) { panel.replaceChildren(part("p", { class: "note" }, texts.choose)); return; }
      const title = chosen.step === undefined ? titleOf(lines[chosen.line]) : steps[chosen.step].name;
      const shut = part("button", { type: "button", class: "flow-close", "aria-label": texts.close, title: texts.close }, "×");
      shut.addEventListener("click", close);
      const absent = part("p", { class: "note flow-absent", hidden: "" }, texts.hidden);
      panel.replaceChildren(part("div", { class: "flow-head" }, part("h3", {}, title), shut), absent, ...(chosen.step === undefined ? lineFigures(chosen.line) : stepFigures(chosen.step)));
      panel.parentElement.scrollTop = 0;
      if (getComputedStyle(root.querySelector(".flow-stage")).gridTemplateColumns.split(" ").length === 1) panel.querySelector("dl").scrollIntoView({ block: "nearest" });
    }

    const figures = rows => part("dl", {}, ...rows.flatMap(([name, ...figure]) => [part("dt", {}, name), part("dd", {}, ...figure)]));

    function basis(sign) {
      if (!sign) return [];
      const [text, title] = texts.marks[sign];
      return [" ", part("abbr", { class: `mark mark-${sign.replace(".", "")}`, title }, text)];
    }

    function stepFigures(number) {
      const step = steps[number], found = [figures(step.figures)];
      if (step.times.length) {
        const heads = [texts.time, texts.mean, texts.median, texts.p90].map(head => part("th", { scope: "col" }, head));
        const rows = step.times.map(([name, sign, ...hours]) => part("tr", {}, part("th", { scope: "row" }, name, ...basis(sign)),
          ...hours.map(figure => part("td", {}, figure))));
        found.push(part("table", {}, part("thead", {}, part("tr", {}, ...heads)), part("tbody", {}, ...rows)));
      }
      if (step.causes.length) {
        const causes = step.causes.map(([kind, name, share]) => part("li", {}, part("span", {}, part("span", { class: `swatch back-${kind}` }), name), part("span", {}, share)));
        found.push(part("h4", {}, texts.causes), part("ul", {}, ...causes));
      }
      found.push(...neighbours(texts.before, number, 1, 0), ...neighbours(texts.after, number, 0, 1));
      if (texts.partial) found.push(part("p", { class: "note" }, texts.partial));
      return found;
    }

    // The lines into a step (or out of it), the most frequent first: the name leads to the step, the count to the line.
    function neighbours(title, number, mine, other) {
      const found = lines.map((line, place) => [line, place]).filter(([line]) => line[mine] === number)
        .sort(([one, first], [two, second]) => two[2] - one[2] || first - second);
      if (!found.length) return [];
      const rows = found.slice(0, MANY).map(([line, place]) => {
        const name = nameOf(line[other]);
        const count = link(line[5], { line: place });
        count.setAttribute("aria-label", `${titleOf(line)}: ${line[5]}`);
        return part("li", {}, line[other] < steps.length ? link(name, { step: line[other] }) : part("span", {}, name), isTerminal(line) ? part("span", {}, line[5]) : count);
      });
      if (found.length > MANY) rows.push(part("li", { class: "note" }, texts.more.replace("{count}", found.length - MANY)));
      return [part("h4", {}, title), part("ul", {}, ...rows)];
    }

    function link(text, choice) {
      const made = part("button", { type: "button" }, text);
      made.addEventListener("click", () => {
        if (choice.step !== undefined && stepLayer.contains(drawnSteps[choice.step])) { rove(choice.step); reveal(drawnSteps[choice.step]); }
        choose(choice);
        panel.querySelector(".flow-close").focus();
      });
      return made;
    }

    function lineFigures(number) {
      const [source, target, , , , count, tickets, median, mean, p90, waits, waitsMedian, cause, share, sign] = lines[number];
      const rows = [[texts.times, count]];
      if (tickets !== undefined) rows.push([texts.tickets, tickets]);
      const found = [figures(rows)];
      if (median !== undefined) found.push(part("h4", {}, texts.between), figures([[texts.mean, mean], [texts.median, median], [texts.p90, p90]]));
      if (waits !== undefined) {
        const waiting = [[texts.mean, waits, ...basis(sign)], [texts.median, waitsMedian, ...basis(sign)]];
        if (cause) waiting.push([texts.cause, `${cause} ${share}`]);
        found.push(part("h4", {}, texts.waiting), figures(waiting));
      }
      const ends = [[texts.before, source], [texts.after, target]].filter(([, end]) => end < steps.length);
      for (const [title, end] of ends) found.push(part("h4", {}, title), part("ul", {}, part("li", {}, link(nameOf(end), { step: end }))));
      return found;
    }

    // ---------------------------------------------------------------- zoom and movement

    const size = () => [levels[level].width + 28, levels[level].height + 28];
    const fitting = () => Math.min(frame.clientWidth / size()[0], (Math.min(innerHeight * 0.78, 864) - 2) / size()[1]);
    const legible = () => Math.min(1, Math.max(LEGIBLE, frame.clientWidth / size()[0]));

    function setZoom(wanted, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
      const before = zoom;
      zoom = Math.min(MOST, Math.max(LEAST, wanted));
      const left = (frame.scrollLeft + x) * zoom / before - x, top = (frame.scrollTop + y) * zoom / before - y;
      picture.style.setProperty("--wide", `${Math.round(size()[0] * zoom)}px`);
      frame.scrollLeft = left;
      frame.scrollTop = top;
    }

    const zooms = {
      in: () => { zoomed = true; setZoom(zoom * 1.25); },
      out: () => { zoomed = true; setZoom(zoom / 1.25); },
      fit: () => { zoomed = true; setZoom(Math.min(1, fitting())); },
    };

    function reveal(made) {
      const inner = made.getBoundingClientRect(), outer = frame.getBoundingClientRect(), room = 24;
      if (inner.left < outer.left + room) frame.scrollLeft -= outer.left + room - inner.left;
      if (inner.right > outer.right - room) frame.scrollLeft += inner.right - outer.right + room;
      if (inner.top < outer.top + room) frame.scrollTop -= outer.top + room - inner.top;
      if (inner.bottom > outer.bottom - room) frame.scrollTop += inner.bottom - outer.bottom + room;
    }

    // Whatever the new level, the step that one is looking at stays where it is.
    function setLevel(wanted) {
      const before = centresOf(levels[level]), after = centresOf(levels[wanted]), old = zoom;
      const middle = { x: (frame.scrollLeft + frame.clientWidth / 2) / old - 14, y: (frame.scrollTop + frame.clientHeight / 2) / old - 14 };
      const both = [...before.keys()].filter(number => after.has(number));
      const distance = number => Math.hypot(before.get(number).x - middle.x, before.get(number).y - middle.y);
      const held = chosen && both.includes(chosen.step) ? chosen.step : both.reduce((best, number) => distance(number) < distance(best) ? number : best);
      const x = (before.get(held).x + 14) * old - frame.scrollLeft, y = (before.get(held).y + 14) * old - frame.scrollTop;
      level = wanted;
      draw();
      tellAround();
      setZoom(zoomed ? old : legible());
      frame.scrollLeft = (after.get(held).x + 14) * zoom - x;
      frame.scrollTop = (after.get(held).y + 14) * zoom - y;
    }

    function setLook(wanted) {
      look = wanted;
      draw();
      tellAround();
    }

    // One step of the map is in the order of Tab; the arrows go on from it.
    function rove(number) {
      drawnSteps[at].setAttribute("tabindex", -1);
      at = number;
      drawnSteps[at].setAttribute("tabindex", 0);
    }

    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

    // Left and right go through all steps as one reads, up and down to the nearest in the rows above and below.
    function neighbour(number, [across, down]) {
      const here = levels[level].steps, place = here.findIndex(([each]) => each === number), [, x, y] = here[place];
      if (across) return here[place + across]?.[0] ?? number;
      const far = ([, itsX, itsY]) => (itsY - y) * down + 2.5 * Math.abs(itsX - x);
      const beyond = here.filter(([, , itsY]) => (itsY - y) * down > 5);
      return beyond.length ? beyond.reduce((best, each) => far(each) < far(best) ? each : best)[0] : number;
    }

    function onKey(event) {
      const step = event.target.closest?.(".flow-step"), way = ways[event.key];
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Escape" && chosen) { close(); event.preventDefault(); return; }
      if (!frame.contains(event.target)) return;
      if (way && step && !event.shiftKey) {
        rove(neighbour(at, way));
        drawnSteps[at].focus({ preventScroll: true });
        reveal(drawnSteps[at]);
      } else if (way) frame.scrollBy(60 * way[0], 60 * way[1]);
      else if (step && (event.key === "Enter" || event.key === " ")) choose({ step: Number(step.dataset.step) });
      else if (event.key === "+" || event.key === "=") zooms.in();
      else if (event.key === "-" || event.key === "−") zooms.out();
      else if (event.key === "0") zooms.fit();
      else return;
      event.preventDefault();
    }

    let held = null, moved = false;

    function onDown(event) {
      moved = false;
      if (event.button === 0 && event.pointerType !== "touch") held = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    }

    function onMove(event) {
      if (!held) return;
      if (!event.buttons) { onUp(); return; }
      const across = event.clientX - held.x, down = event.clientY - held.y;
      if (!moved && Math.hypot(across, down) < 5) return;
      moved = true;
      frame.classList.add("flow-dragged");
      frame.scrollLeft = held.left - across;
      frame.scrollTop = held.top - down;
    }

    function onUp() {
      held = null;
      frame.classList.remove("flow-dragged");
    }

    function onClick(event) {
      if (moved) return;
      const step = event.target.closest(".flow-step"), line = event.target.closest(".flow-line[data-line]");
      if (step) { rove(Number(step.dataset.step)); choose({ step: Number(step.dataset.step) }); }
      else if (line) choose({ line: Number(line.dataset.line) });
      else close();
    }

    function onWheel(event) {
      if (event.ctrlKey) {
        const frameAt = frame.getBoundingClientRect();
        zoomed = true;
        setZoom(zoom * Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 200), event.clientX - frameAt.left, event.clientY - frameAt.top);
        event.preventDefault();
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        frame.scrollLeft += event.deltaX;
        event.preventDefault();
      }
    }

    // ---------------------------------------------------------------- to work

    frame.replaceChildren(picture);
    for (const hidden of root.querySelectorAll(":scope > [hidden], .flow-aside")) hidden.hidden = false;
    root.classList.add("flow-live");
    root.addEventListener("keydown", onKey);
    frame.addEventListener("pointerdown", onDown);
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", onUp);
    frame.addEventListener("click", onClick);
    frame.addEventListener("wheel", onWheel, { passive: false });
    frame.addEventListener("focusin", event => { if (event.target.dataset.step !== undefined) rove(Number(event.target.dataset.step)); });
    slider?.addEventListener("input", () => setLevel(Number(slider.value)));
    for (const radio of root.querySelectorAll("input[type=radio]")) radio.addEventListener("change", () => setLook(Number(radio.value)));
    for (const button of root.querySelectorAll("[data-zoom]")) button.addEventListener("click", zooms[button.dataset.zoom]);
    addEventListener("resize", () => { if (!zoomed) setZoom(legible()); });
    if (slider) slider.value = level;  // a browser that comes back to the page remembers where it stood
    for (const radio of root.querySelectorAll("input[type=radio]")) radio.checked = Number(radio.value) === look;
    draw();
    tellAround();
    showPanel();
    setZoom(legible());
    frame.scrollLeft = Math.max(0, levels[level].ends[0][0] * zoom - frame.clientWidth / 2);
    frame.scrollTop = 0;
  }

  for (const root of document.querySelectorAll(".flow-map")) if (root.querySelector("script")) start(root);
})();
