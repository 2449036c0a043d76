// Draws the charts of a page; their descriptions stand in the page itself. What is chosen stands above the drawing.
for (const place of document.querySelectorAll(".vega-chart")) {
  const chart = JSON.parse(place.textContent);
  const [choices, drawing] = [document.createElement("div"), document.createElement("div")];
  place.replaceChildren(choices, drawing);
  const actions = { export: true, source: false, compiled: false, editor: false };
  vegaEmbed(drawing, chart, { actions, bind: choices, renderer: "svg" });
}
