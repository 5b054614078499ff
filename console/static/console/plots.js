/* A press on a bar of a plot goes where its colour leads. The table under the plot has the same ways for the keyboard. */
(() => {
	"use strict";

	const canvasOf = (event) => event.target.closest?.("[data-plot-links] canvas");

	function linkAt(canvas, event) {
		const hit = window.Chart?.getChart(canvas)?.getElementsAtEventForMode(event, "nearest", { intersect: true }, true)[0];
		return hit ? JSON.parse(canvas.closest("[data-plot-links]").dataset.plotLinks)[hit.datasetIndex] : "";
	}

	document.addEventListener("click", (event) => {
		const canvas = canvasOf(event);
		const url = canvas && linkAt(canvas, event);
		if (url) location.href = url;
	});

	document.addEventListener("mousemove", (event) => {
		const canvas = canvasOf(event);
		if (canvas) canvas.style.cursor = linkAt(canvas, event) ? "pointer" : "default";
	});
})();
