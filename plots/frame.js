// A chart as a picture of its own: the message above, unit and source below, the municipality's logo in the corner.
// Used by the page ("save as") and by render.mjs, so that both give the same picture.
'use strict';

const escapeXml = (text) => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

/// Words broken into lines no wider than `width`, by the measured width of the text.
function brokenLines(text, width, widthOf) {
  const lines = [];
  for (const word of text.split(' ')) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/// As few lines as fit, as even as they can be: no last word alone.
function balancedLines(text, width, widthOf) {
  const count = brokenLines(text, width, widthOf).length;
  let [tooNarrow, enough] = [0, width];
  while (enough - tooNarrow > 1) {
    const middle = (tooNarrow + enough) / 2;
    if (brokenLines(text, middle, widthOf).length > count) tooNarrow = middle;
    else enough = middle;
  }
  return brokenLines(text, enough, widthOf);
}

/// `svg`: the chart's. `frame`: title, caption, alt, font, ink, soft, paper, style (CSS), logo { href, width, height }.
/// `widthOf(text, font)`: the width in pixels under a CSS font.
function framedChart(svg, frame, widthOf) {
  const [, width, height] = svg.match(/^<svg[^>]* width="([\d.]+)" height="([\d.]+)"/).map(Number);
  const margin = 20;
  // A wide logo is made smaller rather than pushing the title away.
  const logoWidth = frame.logo ? Math.min((32 * frame.logo.width) / frame.logo.height, width / 3) : 0;
  const logoHeight = frame.logo ? (logoWidth * frame.logo.height) / frame.logo.width : 0;
  const room = width - (frame.logo ? logoWidth + margin : 0);
  const block = (broken, words, limit, size, weight, colour, top) => {
    const leading = Math.round(size * 1.3);
    const font = `${weight} ${size}px "${frame.font}"`;
    const lines = broken(words, limit, (text) => widthOf(text, font));
    return {
      height: lines.length * leading,
      svg: lines.map((line, i) => `<text x="${margin}" y="${top + size + i * leading}" font-size="${size}" font-weight="${weight}" fill="${colour}">${escapeXml(line)}</text>`).join(''),
    };
  };
  const title = block(balancedLines, frame.title, room, 18, 600, frame.ink, margin - 2);
  const chartTop = margin + Math.max(title.height, frame.logo ? logoHeight : 0) + 12;
  const caption = block(brokenLines, frame.caption, width, 13, 400, frame.soft, chartTop + height + 12);
  const whole = { width: width + 2 * margin, height: Math.ceil(chartTop + height + 12 + caption.height + margin - 6) };
  const logo = frame.logo
    ? `<image x="${margin + width - logoWidth}" y="${margin - 4}" width="${logoWidth}" height="${logoHeight}" href="${escapeXml(frame.logo.href)}"/>`
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}" role="img" font-family="${escapeXml(frame.font)}, Segoe UI, Arial, sans-serif">`
    + `<title>${escapeXml(frame.title)}</title><desc>${escapeXml(frame.alt)}</desc>`
    + (frame.style ? `<style>${frame.style}</style>` : '')
    + `<rect width="100%" height="100%" fill="${frame.paper}"/>${logo}${title.svg}`
    + `<svg x="${margin}" y="${chartTop}" width="${width}" height="${height}">${svg}</svg>`
    + `${caption.svg}</svg>`;
}
