// Opens what is folded while the page is printed, and puts "Save: PNG SVG CSV" under every chart. A saved picture
// carries what stands around the chart: heading, unit, key and the page it is from. The figures of a chart lie in its element "metadata", as CSV.
(() => {
  "use strict";
  const EDGE = 16, LEAST = 420, PIXELS = 3;
  const FONT = "Arial, Helvetica, Liberation Sans, sans-serif";
  const pen = document.createElement("canvas").getContext("2d");

  function lines(words, room, size, weight) {
    pen.font = `${weight} ${size}px ${FONT}`;
    const found = [];
    let line = "";
    for (const word of words.trim().split(/[ \n]+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (line && pen.measureText(longer).width > room) {
        found.push(line);
        line = word;
      } else line = longer;
    }
    return line ? [...found, line] : found;
  }

  function node(like, tag, attributes, words) {
    const made = document.createElementNS(like.namespaceURI, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (words) made.textContent = words;
    return made;
  }

  function placed(drawing, x, y, width, height) {
    const copy = drawing.cloneNode(true);
    for (const name of ["class", "role", "aria-labelledby", "aria-hidden", "focusable"]) copy.removeAttribute(name);
    for (const [name, value] of Object.entries({ x, y, width, height })) copy.setAttribute(name, value);
    return copy;
  }

  function picture(figure, chart) {
    const box = chart.viewBox.baseVal, width = Math.max(LEAST, box.width + 2 * EDGE), room = width - 2 * EDGE;
    const whole = node(chart, "svg", { "font-family": FONT, fill: "#1a1a1a" });
    whole.append(node(chart, "rect", { width: "100%", height: "100%", fill: "#ffffff" }));
    let y = EDGE;
    const write = (words, size, weight, colour) => {
      for (const line of lines(words, room, size, weight)) {
        y += size * 1.25;
        const look = { x: EDGE, y, "font-size": size, "font-weight": weight, fill: colour };
        whole.append(node(chart, "text", look, line));
      }
    };
    write(figure.querySelector("h3")?.textContent ?? "", 15, "bold", "#1a1a1a");
    write(figure.querySelector(".unit")?.textContent ?? "", 12, "normal", "#555555");
    for (const entry of figure.querySelectorAll(".key > li")) {
      const mark = entry.querySelector("svg"), side = mark?.viewBox.baseVal;
      const indent = side ? side.width + 8 : 0;
      const rows = lines(entry.textContent, room - indent, 12, "normal");
      rows.forEach((line, row) => {
        y += 16;
        if (mark && row === 0) whole.append(placed(mark, EDGE, y - side.height, side.width, side.height));
        whole.append(node(chart, "text", { x: EDGE + indent, y, "font-size": 12 }, line));
      });
    }
    y += 8;
    whole.append(placed(chart, EDGE, y, box.width, box.height));
    y += box.height;
    for (const note of figure.querySelectorAll(":scope > .note")) write(note.textContent, 11, "normal", "#555555");
    const maker = document.querySelector("footer p")?.textContent ?? "tenfold";
    write(`${document.title} · ${maker}`, 10, "normal", "#555555");
    const height = Math.ceil(y + EDGE);
    for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
      whole.setAttribute(name, value);
    return { text: new XMLSerializer().serializeToString(whole), width, height };
  }

  function save(name, content, type) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  function png(drawn, done) {
    const image = new Image(), canvas = document.createElement("canvas");
    image.onload = () => {
      canvas.width = drawn.width * PIXELS;
      canvas.height = drawn.height * PIXELS;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn.text)}`;
  }

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const one of opened) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
    opened = [];
  });

  for (const figure of document.querySelectorAll("figure")) {
    const chart = figure.querySelector("svg.chart");
    if (!chart) continue;
    const title = figure.querySelector("h3")?.textContent ?? "chart";
    const stem = (figure.id || title).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const figures = chart.querySelector("metadata")?.textContent;
    const ways = {
      PNG: () => png(picture(figure, chart), (blob) => save(`${stem}.png`, blob, "image/png")),
      SVG: () => save(`${stem}.svg`, picture(figure, chart).text, "image/svg+xml"),
    };
    if (figures) ways.CSV = () => save(`${stem}.csv`, `\ufeff${figures}`, "text/csv");
    const menu = document.createElement("p");
    menu.className = "save";
    menu.append("Save: ");
    for (const [kind, act] of Object.entries(ways)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = kind;
      button.setAttribute("aria-label", `Save “${title}” as ${kind}`);
      button.addEventListener("click", act);
      menu.append(button, " ");
    }
    chart.after(menu);
  }
})();
