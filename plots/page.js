'use strict';
{
  // Numbers as the report writes them: no-break space or comma for thousands, a true minus.
  const formatLocale = document.documentElement.lang === 'en'
    ? { decimal: '.', thousands: ',', grouping: [3], currency: ['SEK\u00a0', ''], minus: '\u2212' }
    : { decimal: ',', thousands: '\u00a0', grouping: [3], currency: ['', '\u00a0kr'], percent: '\u00a0%', minus: '\u2212' };
  // logLevel 1: errors only. Warnings tell of fit-x with a height in steps and of charts without breaks, both meant.
  const options = { actions: false, mode: 'vega-lite', renderer: 'svg', formatLocale, logLevel: 1 };

  for (const figure of document.querySelectorAll('figure')) {
    const chart = figure.querySelector('.chart');
    const spec = figure.querySelector('script[type="application/json"]');
    if (!chart || !spec) continue;
    const showTable = () => {
      chart.hidden = true;
      figure.querySelector('details').open = true;
    };
    if (window.vegaEmbed) {
      vegaEmbed(chart, JSON.parse(spec.textContent), options).catch(showTable);
    } else {
      showTable();
    }
  }

  // Charts follow the window, and paper is a window of another width: css gives it while `printing` is set.
  const setPrinting = (on) => {
    document.documentElement.classList.toggle('printing', on);
    window.dispatchEvent(new Event('resize'));
  };
  addEventListener('beforeprint', () => {
    setPrinting(true);
    // Paper cannot be clicked, and how it was computed belongs on it.
    for (const fold of document.querySelectorAll('.fold')) fold.open = true;
  });
  addEventListener('afterprint', () => setPrinting(false));
}
