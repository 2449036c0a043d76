// Draws the charts of a page; their descriptions stand in the page itself.
for (const place of document.querySelectorAll(".vega-chart")) {
  const chart = JSON.parse(place.querySelector("script").textContent);
  const actions = { export: true, source: false, compiled: false, editor: false };
  vegaEmbed(place, chart, { actions, renderer: "svg" });
}
