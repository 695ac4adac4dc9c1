// node click.mjs [--runs=3] NAME: from the click on a launcher to a field that can be typed into, on a slow phone.
// Laid into the bench's folder by `cargo xtask bench`: the bench itself measures from the start of a page only.
// The page sets getLauncher() and getField(). Results go where the bench's own go, under "click_mobile".
import fs from "node:fs";
import os from "node:os";
import { median, usable, withBrowser } from "./lib.mjs";
import { start, warm } from "./serve.mjs";

// As the bench has it: a processor four times slower, 1.6 Mbit/s, 150 ms there and back.
const PHONE = { cpu: 4, net: { latency: 150, down: (1.6 * 1024 * 1024) / 8, up: (750 * 1024) / 8 } };

const words = process.argv.slice(2);
const runs = Number(words.find((word) => word.startsWith("--runs="))?.slice(7) ?? 3);
const name = words.find((word) => !word.startsWith("--"));
const server = await start();
warm(name);

const measure = async ({ page, metrics }) => {
  await page.goto(`http://127.0.0.1:${server.port}/pages/${name}/`);
  await usable(page);
  await page.waitForLoadState("networkidle");
  const launcher = await page.evaluate(() => {
    performance.clearMarks("widget-usable");
    Bench.longTasks.length = 0;
    // The finger or the pointer is there a moment before the click, and that is the first that the widget sees of it.
    addEventListener("pointerover", () => performance.mark("intent"), { capture: true, once: true });
    Bench.watchInput(window.getField);
    const { x, y, width, height } = window.getLauncher().getBoundingClientRect();
    return { x: x + width / 2, y: y + height / 2 };
  });
  const before = await metrics();
  await page.mouse.click(launcher.x, launcher.y);
  const end = await usable(page);
  const after = await metrics();
  return page.evaluate(
    async ([end, task]) => {
      // Long tasks are told of when there is time for it.
      await new Promise(requestIdleCallback);
      const [{ startTime }] = performance.getEntriesByName("intent");
      return { usable_ms: end - startTime, task_ms: task * 1000, longest_ms: Math.max(0, ...Bench.longTasks) };
    },
    [end, after.TaskDuration - before.TaskDuration],
  );
};

const rows = [];
for (let run = 0; run < runs; run++) rows.push(await withBrowser(measure, PHONE));
const figures = Object.keys(rows[0]).map((key) => [key, Number(median(rows.map((row) => row[key])).toFixed(1))]);
const file = `results/${name}.json`;
const all = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {};
all.click_mobile = { ...Object.fromEntries(figures), runs, loadavg: os.loadavg()[0].toFixed(2) };
fs.writeFileSync(file, JSON.stringify(all, null, 1));
server.close();
