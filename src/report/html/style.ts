/** The page's look: light, dark, phone and paper. Contrast of text on its ground is at least 4.5:1 in both themes. */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fff;--raised:#f6f7f9;--text:#1b1f24;--muted:#57606a;--grid:#d5dae1;--accent:#0b62c4;
--good:#187533;--warn:#875a00;--bad:#b3261e;--none:#57606a;--good-soft:#e3f4e8;--warn-soft:#fdf3d6;--bad-soft:#fde7e5;--none-soft:#eceff3;
--s1:#0b62c4;--s2:#b3541e;--s3:#1a7f37;--s4:#8250df;--s5:#9a6700;--s6:#0f766e;--s7:#bf3989;--s8:#57606a}
@media (prefers-color-scheme:dark){:root{--paper:#14181d;--raised:#1d232a;--text:#e8ecf1;--muted:#a3adb8;--grid:#38414c;--accent:#6cb0ff;
--good:#5fcf80;--warn:#e3b341;--bad:#ff8a80;--none:#a3adb8;--good-soft:#16301f;--warn-soft:#332a10;--bad-soft:#3a1d1b;--none-soft:#262d35;
--s1:#6cb0ff;--s2:#f0a06a;--s3:#5fcf80;--s4:#c39bff;--s5:#e3b341;--s6:#4fd1c5;--s7:#f58cc4;--s8:#a3adb8}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
main,header>div{max-width:60rem;margin:0 auto;padding:0 1.25rem}
header{border-bottom:6px solid var(--tone);background:var(--soft);padding:2rem 0 1.5rem}
.PASS{--tone:var(--good);--soft:var(--good-soft)}.WARN{--tone:var(--warn);--soft:var(--warn-soft)}
.BLOCK,.ERROR,.INCONCLUSIVE{--tone:var(--bad);--soft:var(--bad-soft)}.NONE{--tone:var(--none);--soft:var(--none-soft)}
h1{margin:0;font-size:2.4rem;line-height:1.1;color:var(--tone);letter-spacing:.01em}
.lead{font-size:1.3rem;margin:.5rem 0 .25rem;font-weight:600}
header p{margin:.25rem 0}
h2{font-size:1.35rem;margin:2.5rem 0 .75rem;padding-bottom:.3rem;border-bottom:1px solid var(--grid)}
h3{font-size:1.08rem;margin:1.5rem 0 .4rem}
.note{border-left:4px solid var(--warn);background:var(--warn-soft);padding:.5rem .9rem;margin:.75rem 0}
.muted,figcaption{color:var(--muted)}
.small{font-size:.875rem}
a{color:var(--accent)}
code{font:.875em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace;background:var(--raised);border-radius:4px;padding:.1em .3em;overflow-wrap:anywhere}
.badge{display:inline-block;font-size:.78rem;font-weight:700;letter-spacing:.03em;color:var(--tone);background:var(--soft);border:1px solid var(--tone);border-radius:999px;padding:.05rem .6rem;white-space:nowrap}
.reason{border:1px solid var(--grid);border-left:5px solid var(--tone);border-radius:8px;padding:.8rem 1rem;margin:.75rem 0;background:var(--paper);break-inside:avoid}
.reason h3{margin:0 0 .25rem;display:flex;gap:.6rem;flex-wrap:wrap;align-items:baseline}
.reason p{margin:.25rem 0}
.facts{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:.4rem 0 0;padding:0;list-style:none}
.facts b{font-variant-numeric:tabular-nums}
.places{margin:.5rem 0 0;padding:0;list-style:none}
.places li{padding:.4rem 0;border-top:1px solid var(--grid)}
.fix::before{content:"Fix: ";font-weight:600}
.cases a{display:inline-block;margin:0 .4rem .2rem 0}
.steps{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.6rem;margin:0;padding:0;list-style:none}
.steps li{border:1px solid var(--grid);border-top:4px solid var(--tone);border-radius:8px;padding:.6rem .8rem;background:var(--raised)}
.steps b{display:block}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
.scroll table{min-width:34rem}
td code{overflow-wrap:break-word;word-break:normal}
th,td{text-align:left;padding:.4rem .7rem .4rem 0;border-bottom:1px solid var(--grid);vertical-align:top}
th{color:var(--muted);font-weight:600;white-space:nowrap}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
figure{margin:1rem 0 2rem;break-inside:avoid}
figcaption{margin:0 0 .5rem;font-size:.95rem}
.chart-title{margin:.75rem 0 .1rem;font-weight:600;font-size:.9rem}
.chart svg{display:block;width:100%;height:auto;max-width:45rem}
.chart.narrow{display:none}
details{margin:1rem 0}
summary{cursor:pointer;font-weight:600}
.filters{display:flex;flex-wrap:wrap;gap:.6rem;margin:.5rem 0}
.filters input,.filters select{font:inherit;padding:.35rem .6rem;border:1px solid var(--grid);border-radius:6px;background:var(--paper);color:var(--text)}
.filters input{flex:1 1 14rem}
#case-view{height:26rem;overflow:auto;border:1px solid var(--grid);border-radius:8px}
#case-pad{position:relative}
#case-pad,.case-head{min-width:calc(11rem + var(--columns,5)*7.5rem)}
.case-row{position:absolute;left:0;right:0;height:34px;display:grid;grid-template-columns:11rem repeat(var(--columns,5),minmax(6rem,1fr));gap:.5rem;align-items:center;padding:0 .75rem;border-bottom:1px solid var(--grid);font-size:.875rem}
.case-row span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.case-head{position:sticky;top:0;z-index:1;background:var(--raised);font-weight:600}
.case-row.wrong span:nth-child(5){color:var(--bad);font-weight:600}
#case-rows{position:absolute;inset:0}
footer{margin:3rem 0 2rem;color:var(--muted);font-size:.875rem}
@media (max-width:40rem){body{font-size:15px}h1{font-size:2rem}.lead{font-size:1.12rem}main,header>div{padding:0 1rem}
.chart.wide{display:none}.chart.narrow{display:block}.chart-title{margin:.75rem 0 .1rem;font-weight:600;font-size:.9rem}
.chart svg{max-width:none}.keep{white-space:normal}}
@media print{:root{color-scheme:light;--paper:#fff;--raised:#fff;--text:#000;--muted:#444;--grid:#bbb;--accent:#0b62c4;--good:#1a7f37;--warn:#8a5c00;--bad:#a31d16;--none:#555;
--good-soft:#fff;--warn-soft:#fff;--bad-soft:#fff;--none-soft:#fff;--s1:#0b62c4;--s2:#b3541e;--s3:#1a7f37;--s4:#8250df;--s5:#9a6700;--s6:#0f766e;--s7:#bf3989;--s8:#57606a}
body{font-size:10.5pt}#explorer{display:none!important}main,header>div{max-width:none}h2{break-after:avoid}.chart.wide{display:block}.chart.narrow{display:none}
.scroll{overflow:visible}.scroll table{min-width:0}a{color:inherit;text-decoration:none}}
`;
