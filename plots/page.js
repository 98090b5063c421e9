{
  // logLevel 1: errors only. Warnings tell of fit-x with a height in steps and of charts without breaks, both meant.
  const options = { actions: false, mode: 'vega-lite', renderer: 'svg', logLevel: 1 };
  const fonts = document.getElementById('fonts').textContent;
  const colour = (role) => getComputedStyle(document.documentElement).getPropertyValue(`--${role}`).trim();
  const pen = document.createElement('canvas').getContext('2d');
  const widthOf = (text, font) => {
    pen.font = font;
    return pen.measureText(text).width;
  };

  const read = (script) => JSON.parse(script.textContent);

  /// The chart with its words around it, in the colours that it is seen in.
  async function picture(figure, chart, view) {
    const family = getComputedStyle(document.body).fontFamily.split(',')[0].replaceAll('"', '');
    const logo = document.querySelector('img.logo');
    const svg = framedChart(await view.toSVG(), {
      title: figure.querySelector('h2, h3').textContent,
      caption: figure.querySelector('figcaption').textContent,
      alt: chart.getAttribute('aria-label'),
      font: family,
      ink: colour('ink'),
      soft: colour('soft'),
      paper: colour('paper'),
      style: fonts,
      logo: logo && { href: logo.src, width: logo.naturalWidth, height: logo.naturalHeight },
    }, widthOf);
    return svg.replace(/var\(--([a-z-]+)\)/g, (_, role) => colour(role));
  }

  async function pixels(svg) {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = 2 * image.width;
    canvas.height = 2 * image.height;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
  }

  function offer(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  for (const figure of document.querySelectorAll('figure')) {
    const chart = figure.querySelector('.chart');
    const spec = read(figure.querySelector('script:not([id])'));
    spec.config = read(document.getElementById('config'));
    for (const [name, { columns, cells }] of Object.entries(spec.datasets)) {
      spec.datasets[name] = cells.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
    }
    const live = chart.appendChild(Object.assign(document.createElement('div'), { className: 'live' }));
    // Charts are measured in the page's font, so that it has to be there first.
    document.fonts.ready.then(() => vegaEmbed(live, spec, options)).then(({ view }) => {
      chart.classList.add('drawn');
      const save = figure.querySelector('.save');
      save.hidden = false;
      save.addEventListener('click', async ({ target }) => {
        if (!target.value) return;
        const svg = await picture(figure, chart, view);
        offer(target.value === 'png' ? await pixels(svg) : new Blob([svg], { type: 'image/svg+xml' }), `${figure.id}.${target.value}`);
      });
    }).catch(() => {
      live.remove();
      figure.querySelector('details').open = true;
    });
  }

  // Paper cannot be clicked, and how it was computed belongs on it.
  addEventListener('beforeprint', () => {
    for (const fold of document.querySelectorAll('.fold')) fold.open = true;
  });
}
