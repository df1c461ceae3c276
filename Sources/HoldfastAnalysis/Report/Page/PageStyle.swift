// SPDX-License-Identifier: Apache-2.0

/// How the page looks.
enum PageStyle {
    /// The colours of series are those of Okabe and Ito, "Color Universal Design" (2008), told apart by all kinds of colour vision; on a dark
    /// ground they are lighter, and the black one is grey.
    static let sheet: StaticString = """
        :root{color-scheme:light dark;--ground:#fdfdfb;--raised:#f4f3ee;--ink:#1c1d1f;--soft:#5c5f66;--rule:#dddbd3;--link:#0b5d94;\
        --fault:#b3400a;--fault-ground:#fdeee4;--user:#e6eff6;--mark:#fff2bf;\
        --c0:#0072b2;--c1:#c94f00;--c2:#008560;--c3:#b0508b;--c4:#a87400;--c5:#3a92c9;--c6:#4d4d4d;--c7:#7a5cc4}
        @media screen and (prefers-color-scheme:dark){:root{--ground:#15171a;--raised:#1f2226;--ink:#e8e6e1;--soft:#a2a6ae;--rule:#363a41;--link:#7cbcec;\
        --fault:#ff9d66;--fault-ground:#38221a;--user:#1d3040;--mark:#4a4015;\
        --c0:#56a8e0;--c1:#f08a4b;--c2:#35c295;--c3:#e08fc0;--c4:#e6b335;--c5:#8fd0f5;--c6:#c4c4c4;--c7:#b7a1f2}}
        *{box-sizing:border-box}
        html{background:var(--ground);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;\
        -webkit-text-size-adjust:100%;scroll-padding-top:1rem}
        body{margin:0;overflow-wrap:anywhere}
        main{max-width:58rem;margin:0 auto;padding:1.5rem 1.25rem 6rem}
        a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.15em}
        :focus-visible{outline:2px solid var(--link);outline-offset:2px}
        h1{font-size:1.75rem;line-height:1.2;letter-spacing:-.015em;margin:.5rem 0 1rem;font-weight:650}
        h2{font-size:1.3rem;line-height:1.25;letter-spacing:-.01em;margin:3.5rem 0 .4rem;padding-top:.9rem;border-top:2px solid var(--ink);font-weight:650}
        h3{font-size:1rem;margin:0;font-weight:600}
        code{font:.85em ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
        small,.note,.origin,.lead{color:var(--soft)}
        .lead{margin:.2rem 0 1.2rem;max-width:44rem}
        .origin{font-size:.85rem;margin:.3rem 0}
        .origin strong{color:var(--ink)}
        nav{padding:1rem 1.25rem 0;max-width:58rem;margin:0 auto;font-size:.85rem}
        nav p{margin:0;font-weight:650}
        nav p a{color:var(--ink);text-decoration:none}
        nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.3rem 0 0;padding:0}
        nav a{text-decoration:none}
        nav a:hover{text-decoration:underline}
        nav li a{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
        .source dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(6.5rem,1fr));gap:1px;margin:.5rem 0 1.25rem;\
        border:1px solid var(--rule);border-radius:6px;overflow:hidden}
        .source dl div{box-shadow:0 0 0 1px var(--rule);padding:.5rem .7rem .55rem;display:flex;flex-direction:column}
        .source dt{font-size:.75rem;color:var(--soft)}
        .source dd{margin:0;font-size:1.15rem;font-weight:600;font-variant-numeric:tabular-nums}
        .source dd small{display:block;font-size:.72rem;font-weight:400}
        .notes{margin:0;padding:.8rem 1rem .8rem 1.9rem;background:var(--raised);border-radius:6px;font-size:.88rem}
        .table,.scroll{overflow-x:auto;margin:1rem 0 1.6rem}
        table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;font-weight:600;padding:.2rem 0 .4rem}
        th,td{padding:.38rem .5rem;text-align:right;vertical-align:baseline;border-bottom:1px solid var(--rule)}
        th:first-child,td:first-child{padding-left:0}
        th:last-child,td:last-child{padding-right:0}
        thead th{font-size:.78rem;font-weight:500;color:var(--soft);border-bottom:1px solid var(--ink);vertical-align:bottom}
        tbody th{font-weight:500;min-width:9rem}
        th:first-child,.words{text-align:left}
        th.part{padding-left:1.1rem;font-weight:400}
        th small,td small{display:block;font-weight:400;font-size:.78rem;line-height:1.3}
        .interval{color:var(--soft);font-size:.88em;white-space:nowrap}
        tr:target,figure:target figcaption strong,.named li:target{background:var(--mark)}
        .episode{display:inline-block;font-size:.78rem;white-space:nowrap;color:var(--soft);text-decoration:none;border-bottom:1px dotted currentColor;margin-right:.3rem}
        .episode.here{color:var(--link);border-bottom-style:solid}
        figure{margin:1.8rem 0 2.4rem}
        figcaption{margin-bottom:.5rem}
        figcaption .note{font-size:.88rem}
        .empty{color:var(--soft);border:1px dashed var(--rule);border-radius:6px;padding:1.5rem;text-align:center}
        .legend{list-style:none;display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;margin:0 0 .5rem;padding:0;font-size:.82rem}
        .legend svg{width:20px;height:14px;vertical-align:-2px;margin-right:.4rem}
        .plot{display:block;width:100%;height:auto;overflow:visible;font-size:12px}
        .plot.compact{display:none;max-width:30rem;margin:0 auto}
        .line .legend,.step .legend{display:none}
        .plot text{fill:var(--soft);font-variant-numeric:tabular-nums}
        .plot .name{fill:var(--ink)}
        .plot .category,.plot .number{fill:var(--ink);paint-order:stroke;stroke:var(--ground);stroke-width:3px}
        .grid{stroke:var(--rule);stroke-width:1}
        .axis,.zero{stroke:var(--soft);stroke-width:1}
        .whisker{stroke:var(--ink);stroke-width:1.4}
        .s0{--c:var(--c0)}.s1{--c:var(--c1)}.s2{--c:var(--c2)}.s3{--c:var(--c3)}.s4{--c:var(--c4)}.s5{--c:var(--c5)}.s6{--c:var(--c6)}.s7{--c:var(--c7)}
        .band{fill:var(--c);opacity:.16}
        .band.faint{opacity:.09}
        .curve{fill:none;stroke:var(--c);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .mark{fill:var(--c);stroke:var(--ground);stroke-width:1}
        .bar{fill:var(--c);opacity:.85}
        .leader{fill:none;stroke:var(--c);stroke-width:1;opacity:.55}
        .plot .label{fill:var(--c);font-weight:600}
        .target{fill:transparent}
        .plot a:hover .target{fill:var(--ink);opacity:.18}
        .plot a:hover .bar,.plot g:hover>.bar{opacity:1}
        details{font-size:.85rem;margin-top:.4rem}
        summary{cursor:pointer;color:var(--link)}
        details .scroll{max-height:24rem;overflow:auto;margin:.5rem 0 0;border:1px solid var(--rule);border-radius:6px}
        details table{font-size:.8rem}
        details thead th{position:sticky;top:0;background:var(--raised)}
        details th:first-child{padding-left:.6rem}
        details td:last-child{padding-right:.6rem}
        article{margin:1.5rem 0 2rem;padding:1rem 1.1rem;border:1px solid var(--rule);border-radius:8px}
        article:target{border-color:var(--link);box-shadow:0 0 0 2px var(--link)}
        .reasons{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem;margin:.45rem 0;padding:0;font-size:.78rem}
        .reasons li{background:var(--fault-ground);color:var(--fault);border-radius:4px;padding:.1rem .5rem}
        .chat{list-style:none;margin:.9rem 0;padding:0;display:flex;flex-direction:column;gap:.6rem}
        .chat>li{max-width:82%;min-width:0;align-self:flex-start}
        .chat>.user{align-self:flex-end}
        .seat{display:block;font-size:.72rem;color:var(--soft);margin:0 .2rem .1rem}
        .chat p{margin:0;padding:.5rem .8rem;border-radius:10px 10px 10px 2px;background:var(--raised);white-space:pre-wrap;width:fit-content;max-width:100%}
        .chat .user p{background:var(--user);border-radius:10px 10px 2px 10px;margin-left:auto}
        .chat .user .seat,.chat .user .remarks{text-align:right}
        .chat .fault p{background:var(--fault-ground);box-shadow:inset 3px 0 0 var(--fault)}
        .chat .fault .seat{color:var(--fault);font-weight:600}
        .remarks{list-style:none;margin:.2rem .2rem 0;padding:0;font-size:.78rem;color:var(--soft)}
        .fault .remarks{color:var(--fault)}
        article footer{font-size:.85rem;border-top:1px solid var(--rule);padding-top:.6rem}
        article footer p{margin:.2rem 0}
        .back a{margin-right:.6rem}
        .named{display:grid;grid-template-columns:minmax(0,max-content) minmax(6rem,1fr);gap:.25rem 1rem;align-items:baseline}
        .named dd{margin:0}
        .named ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem .7rem;padding:0;margin:0;font-size:.82rem;font-variant-numeric:tabular-nums}
        @media (min-width:76rem){
        body{display:grid;grid-template-columns:15rem minmax(0,1fr)}
        nav{position:sticky;top:0;height:100vh;overflow-y:auto;padding:2rem 1rem 2rem 1.75rem;margin:0;border-right:1px solid var(--rule)}
        nav ol{flex-direction:column;gap:.35rem;margin-top:.8rem}
        main{margin:0 auto;width:100%;padding:1.5rem 2.5rem 6rem}}
        @media (max-width:40rem){
        main{padding:1rem 1rem 4rem}
        nav{padding:1rem 1rem 0}
        h1{font-size:1.4rem}
        h2{margin-top:2.6rem}
        .plot.wide{display:none}
        .plot.compact{display:block}
        .line .legend,.step .legend{display:flex}
        .table table,.table caption,.table tbody,.table tr{display:block}
        .table thead{display:none}
        .table tr{padding:.55rem 0;border-bottom:1px solid var(--rule)}
        .table th,.table td{border:0;padding:.1rem 0}
        .table tbody th{display:block;font-weight:600}
        .table th.part{padding-left:0}
        .table td{display:block;position:relative;padding-left:7rem;text-align:left;min-height:1.5em}
        .table td:empty{display:none}
        .table td::before{content:attr(data-heading);position:absolute;left:0;max-width:6.5rem;color:var(--soft);font-size:.8rem}
        .chat>li{max-width:94%}
        .named{grid-template-columns:minmax(0,1fr)}
        .named dd{margin-bottom:.6rem}
        article{padding:.8rem}}
        @media print{
        html{font-size:10.5pt;background:#fff}
        body{display:block}
        main{max-width:none;padding:0}
        nav,details,#episodes{display:none}
        h2{margin-top:1.6rem}
        h2,h3,caption,figcaption,.lead{break-after:avoid}
        figure,tr,.chat>li,.source,.notes{break-inside:avoid}
        a{color:inherit;text-decoration:none}
        .episode{border:0}
        .chat p,.band,.bar,.notes,.reasons li{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        .s1.curve{stroke-dasharray:7 4}.s2.curve{stroke-dasharray:2 4}.s3.curve{stroke-dasharray:9 3 2 3}.s5.curve{stroke-dasharray:4 3}.s6.curve{stroke-dasharray:1 3}}
        @page{margin:16mm 15mm}
        """
}
