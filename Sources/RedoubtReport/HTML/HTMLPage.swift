/// A whole page in one file: no script, nothing from elsewhere; light and dark as the reader's system is set, for screens of
/// any width and for paper.
enum HTMLPage {
  /// - Parameter body: Markup.
  static func html(title: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(MarkupText.escape(title))</title>
    \(style)
    </head>
    <body>
    <main>
    \(body)</main>
    </body>
    </html>

    """
  }

  private static let style = """
    <style>
    :root { color-scheme: light dark; --ink: #1f1f1d; --muted: #66645e; --page: #fcfcfa; --line: #e2e0da;
      --soft: #f2f1ec; --heat: #b3261e; --accent: #1d5fae;
      --due: #4b2a7b; --detected: #93570a; --critical: #b3261e; --beneficial: #0c7a55; --neutral: #e0762f;
      --tolerable: #8fb4de; --corrected: #1d5fae; --masked: #cfccc4 }
    @media (prefers-color-scheme: dark) { :root { --ink: #eceae4; --muted: #a9a69d; --page: #1b1b19;
      --line: #3a3934; --soft: #262522; --heat: #ff8a78; --accent: #6ea9ee;
      --due: #b694f0; --detected: #e6ad3c; --critical: #ff6f5e; --beneficial: #49c293; --neutral: #f0a066;
      --tolerable: #46688f; --corrected: #6ea9ee; --masked: #4b4a45 } }
    * { box-sizing: border-box }
    body { margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif }
    main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere }
    h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 2px solid var(--line);
      overflow-wrap: anywhere }
    h3 { font-size: 1.05rem; margin: 1.75rem 0 .25rem }
    p { margin: .4rem 0; max-width: 44rem }
    .headline { font-size: 1.25rem; line-height: 1.4; font-weight: 600; border-left: .25rem solid var(--accent);
      padding-left: .75rem; max-width: none }
    pre { overflow-x: auto; background: var(--soft); border-radius: .5rem; padding: .6rem .8rem; font-size: .8125rem }
    .muted, .note { color: var(--muted) }
    .note { font-size: .875rem }
    .warning { border-left: .25rem solid var(--heat); padding-left: .75rem }
    .cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0 }
    .card { flex: 1 1 10rem; background: var(--soft); border-radius: .5rem; padding: .6rem .8rem }
    .card b { display: block; font-size: 1.25rem; line-height: 1.3; font-variant-numeric: tabular-nums }
    .card span { display: block; font-size: .8125rem; line-height: 1.4; color: var(--muted) }
    .scroll { overflow-x: auto; margin: .5rem 0 }
    table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums }
    th, td { text-align: left; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line);
      vertical-align: top; white-space: nowrap }
    th { color: var(--muted); font-weight: 600 }
    .n { text-align: right }
    td.w { white-space: normal; min-width: 16rem }
    .facts td { white-space: normal; overflow-wrap: anywhere }
    .facts td.w { min-width: 0 } .facts td:first-child { min-width: 9rem }
    details { margin: .5rem 0 }
    summary { cursor: pointer; color: var(--muted); font-size: .875rem }
    svg { display: block; max-width: 100%; height: auto }
    svg.fixed { max-width: none }
    svg text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink) }
    svg .muted { fill: var(--muted) }
    svg .grid { stroke: var(--line) }
    svg .axis { stroke: var(--muted) }
    svg .band { fill: var(--accent); fill-opacity: .22 }
    svg .curve { stroke: var(--accent); stroke-width: 2; fill: none }
    svg .cell { fill: var(--heat) }
    svg .frame { fill: none; stroke: var(--line) }
    svg .none { fill: var(--soft) }
    svg .value { font-size: 10.5px; text-anchor: middle; pointer-events: none }
    svg .strong { fill: var(--page) }
    .bar { margin: .6rem 0; font-size: .875rem }
    .bar svg { width: 100%; border-radius: .25rem }
    .legend { display: flex; flex-wrap: wrap; gap: .2rem 1rem; font-size: .875rem; margin: .5rem 0 }
    .legend i { display: inline-block; width: .8em; height: .8em; border-radius: .15em; margin-right: .35em;
      print-color-adjust: exact; -webkit-print-color-adjust: exact }
    .part { fill: var(--masked); background: var(--masked) }
    .weights { fill: var(--accent); background: var(--accent) }
    .biases { fill: var(--tolerable); background: var(--tolerable) }
    .zeroPoint, .pair { fill: var(--beneficial); background: var(--beneficial) }
    .scale { fill: var(--neutral); background: var(--neutral) }
    .constant { fill: var(--detected); background: var(--detected) }
    .structure, .state { fill: var(--muted); background: var(--muted) }
    .tensor { fill: var(--beneficial); background: var(--beneficial) }
    .replica { fill: var(--due); background: var(--due) } .voter { fill: var(--critical); background: var(--critical) }
    svg.plan .title { font-size: 15px; font-weight: 600 }
    svg.plan .bound { stroke: var(--ink); stroke-dasharray: 6 4 }
    svg.plan .bar { stroke: var(--page); stroke-width: 1.5 } svg.plan .thin { stroke: none }
    svg.plan .input { fill: var(--accent) } svg.plan .activation { fill: var(--beneficial) }
    svg.plan .output { fill: var(--detected) } svg.plan .scratch { fill: var(--muted) }
    svg.plan .label { fill: var(--page); font-size: 11px; text-anchor: middle; pointer-events: none }
    .due { fill: var(--due); background: var(--due) } .detected { fill: var(--detected); background: var(--detected) }
    .critical { fill: var(--critical); background: var(--critical) }
    .beneficial { fill: var(--beneficial); background: var(--beneficial) }
    .neutral { fill: var(--neutral); background: var(--neutral) }
    .tolerable { fill: var(--tolerable); background: var(--tolerable) }
    .corrected { fill: var(--corrected); background: var(--corrected) }
    .masked { fill: var(--masked); background: var(--masked) }
    @media (max-width: 40rem) {
      .stack, .stack tbody, .stack tr { display: block } .stack thead { display: none }
      .stack tr { display: flex; flex-wrap: wrap; gap: 0 1.25rem; border-bottom: 1px solid var(--line);
        padding: .4rem 0 }
      .stack td, .facts .stack td:first-child { border: 0; padding: 0; min-width: 0; text-align: left;
        white-space: normal }
      .stack td::before { content: attr(data-t) " "; color: var(--muted) }
      .stack td:first-child { flex: 1 0 100%; font-weight: 600 }
      .stack td:first-child::before, .stack td:empty { display: none } }
    @media print { :root { color-scheme: light; --page: #fff; --ink: #000; --muted: #444; --soft: #f2f1ec }
      main { max-width: none; padding: 0 } .scroll { overflow: visible }
      table { font-size: .65rem } th, td { padding-right: .5rem } td.w { min-width: 9rem } h2, h3 { break-after: avoid }
      .figure, tr { break-inside: avoid } details:not(.long)::details-content { content-visibility: visible; height: auto } }
    </style>
    """
}
