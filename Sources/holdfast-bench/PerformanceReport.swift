// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastCore

/// Tables made of measurements: ours, and those of the Python stacks on the same machine in the same run.
struct PerformanceReport {
    private var records: [Record]

    /// - Throws: `file` or `format`, naming the file and the line.
    init(files: [String]) throws {
        records = try files.flatMap { path -> [Record] in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw HoldfastError(.file, "cannot read \(path); give a file of measurements, one JSON object per line")
            }
            return try text.split(separator: "\n").enumerated().map { index, line in
                guard let record = Record(String(line)) else {
                    throw HoldfastError(.format, "\(path):\(index + 1): this is no measurement")
                }
                return record
            }
        }
    }

    var markdown: String { ([limits, products, steps, scaling, dialogues, batching, adapters].compactMap(\.self)).joined(separator: "\n\n") + "\n" }

    private func limit(threads: Int) -> Double? {
        records.filter { $0.bench == "matrix_limit" && $0.threads == threads }.compactMap { $0["gflops_best"] }.max()
    }

    private var limits: String? {
        let values = [1, 2].compactMap { threads in
            limit(threads: threads).map { "\(Int($0)) GFLOP/s on \(threads == 1 ? "one core" : "\(threads) cores")" }
        }
        return values.isEmpty ? nil : "The matrix product's own speed (float32, 1024^3): " + values.joined(separator: ", ") + "."
    }

    private var products: String? {
        func speed(_ size: String, half: Bool) -> String {
            let all = records.filter { $0.bench == "matrix_product" && $0.size == size && $0.isHalf == half }.compactMap { $0["gflops_best"] }
            return all.max().map { "\(Int($0))" } ?? "-"
        }
        var sizes: [String] = []
        for record in records where record.bench == "matrix_product" && !sizes.contains(record.size) { sizes.append(record.size) }
        let rows = sizes.map { "| \($0) | \(speed($0, half: true)) | \(speed($0, half: false)) |" }
        guard !rows.isEmpty else { return nil }
        return "Products at the shapes of the 8m model, GFLOP/s on one core; 32 rows are a step of decoding:\n\n"
            + "| rows, columns, depth | bfloat16 | float32 |\n|---|---|---|\n" + rows.joined(separator: "\n")
    }

    /// The fastest of several ways to run a stack.
    private func best(_ bench: String, _ size: String, threads: Int, half: Bool) -> Double? {
        records.filter { $0.bench == bench && $0.size == size && $0.threads == threads && $0.isHalf == half }.compactMap(\.bestStep).min()
    }

    private var steps: String? {
        let title =
            "| model | threads | ours | step, best | sample + update + optimizer | GFLOP/s | of the float32 limit | lean PyTorch, best | TRL, best | peak MiB |"
        var rows = [title, "|---|---|---|---|---|---|---|---|---|---|"]
        for record in best(of: "grpo_step") {
            guard let step = record.bestStep else { continue }
            // Float32 is held against float32, bfloat16 against the better of both.
            func other(_ bench: String) -> String {
                let times = [false, true].filter { record.isHalf || !$0 }.compactMap {
                    best(bench, record.size, threads: record.threads, half: $0)
                }
                return times.min().map { "\(fixed($0)) s, \(fixed($0 / step, 2)) times ours" } ?? "-"
            }
            let speed = record["gflops_best"] ?? .nan
            let parts = ["sample", "update", "optimizer"].map { fixed(record.best($0) ?? .nan) }.joined(separator: " + ")
            let share = limit(threads: record.threads).map { "\(Int((100 * speed / $0).rounded())) %" } ?? "-"
            rows.append(
                "| \(record.size) | \(record.threads) | \(record.isHalf ? "bfloat16" : "float32") | \(fixed(step)) s | \(parts) | \(Int(speed)) "
                    + "| \(share) | \(other("lean_torch")) | \(other("trl_grpo")) | \(highestPeak(like: record)) |")
        }
        return rows.count > 2 ? rows.joined(separator: "\n") : nil
    }

    /// Of all repetitions of a measurement: memory has no best of several.
    private func highestPeak(like record: Record) -> Int {
        let same = records.filter {
            $0.bench == record.bench && $0.size == record.size && $0.threads == record.threads && $0.isHalf == record.isHalf
        }
        return Int(same.compactMap { $0["peak_mebibytes"] }.max() ?? 0)
    }

    /// The fastest record of each size, number of threads and precision.
    private func best(of bench: String) -> [Record] {
        AnchorModel.allCases.flatMap { size in
            [1, 2].flatMap { threads in
                [false, true].compactMap { half in
                    records.filter { $0.bench == bench && $0.size == size.rawValue && $0.threads == threads && $0.isHalf == half }
                        .min { ($0.bestStep ?? .infinity) < ($1.bestStep ?? .infinity) }
                }
            }
        }
    }

    private var scaling: String? {
        let ratios = AnchorModel.allCases.compactMap { size -> String? in
            guard let one = best("grpo_step", size.rawValue, threads: 1, half: false),
                let two = best("grpo_step", size.rawValue, threads: 2, half: false)
            else { return nil }
            return "\(fixed(one / two, 2)) at \(size.rawValue)"
        }
        return ratios.isEmpty ? nil : "Two cores against one, on the whole step: " + ratios.joined(separator: ", ") + "."
    }

    private var dialogues: String? {
        func seconds(_ bench: String) -> Double? { records.filter { $0.bench == bench }.compactMap { $0.best("all") }.min() }
        let kinds = [
            ("dialogues", "Holdfast, cache kept between turns"), ("dialogues_without_cache", "Holdfast, every turn from the first token"),
            ("transformers_dialogues", "transformers `generate`, every turn from the first token"),
        ]
        guard let ours = seconds("dialogues") else { return nil }
        let rows = kinds.compactMap { bench, title in
            seconds(bench).map { "| \(title) | \(fixed($0)) s | \(fixed($0 / ours, 1)) |" }
        }
        return "Sampling in 64 dialogues of 20 turns at 8m, two threads:\n\n| | seconds | times ours |\n|---|---|---|\n"
            + rows.joined(separator: "\n")
    }

    private var adapters: String? {
        let rows = [1, 2].flatMap { threads in
            [false, true].compactMap { half in
                records.filter { $0.bench == "lora_step" && $0.threads == threads && $0.isHalf == half }
                    .min { ($0.bestStep ?? .infinity) < ($1.bestStep ?? .infinity) }
            }
        }.map { record in
            let parts = ["sample", "update", "optimizer"].map { fixed(record.best($0) ?? .nan, 1) }.joined(separator: " + ")
            func whole(_ number: String) -> String { record[number].map { "\(Int($0.rounded()))" } ?? "-" }
            return "| \(record.size) | \(record.threads) | \(record.isHalf ? "bfloat16" : "float32") | \(whole("rank")) "
                + "| \(fixed((record["trained_parameters"] ?? .nan) / 1e6, 1)) of \(whole("parameters").dropLast(6)) M "
                + "| \(fixed(record.bestStep ?? .nan, 1)) s | \(parts) | \(whole("sampled_tokens_per_second")) | \(whole("trained_tokens_per_second")) "
                + "| \(whole("peak_mebibytes")) |"
        }
        guard !rows.isEmpty else { return nil }
        let title =
            "LoRA on all projections of a random model in the shape of Qwen2.5-0.5B; a step is two prompts of 128 tokens, eight samples of 64 each:"
        return title
            + "\n\n| model | threads | precision | rank | trained | step, best | sample + update + optimizer | sampled tokens/s | trained tokens/s | peak MiB |"
            + "\n|---|---|---|---|---|---|---|---|---|---|\n" + rows.joined(separator: "\n")
    }

    private var batching: String? {
        let kinds = [
            ("batching", "each dialogue by itself"), ("batching_waves", "in waves, all waiting for the longest reply"),
            ("batching_quarter_cache", "each by itself, a quarter of that cache"),
        ]
        let rows = kinds.compactMap { bench, title -> String? in
            guard let record = records.filter({ $0.bench == bench }).min(by: { ($0.best("all") ?? .infinity) < ($1.best("all") ?? .infinity) }),
                let speed = record["sampled_tokens_per_second"], let fill = record["tokens_per_step"], let cache = record["peak_cache_mebibytes"]
            else { return nil }
            return
                "| \(title) | \(Int(speed)) | \(fixed(fill, 1)) | \(Int(record["steps"] ?? 0)) | \(fixed(cache, 0)) | \(Int(record["preemptions"] ?? 0)) |"
        }
        guard rows.count > 1 else { return nil }
        return "Sampling in 64 dialogues of 5 turns, replies of 8 to 256 tokens, half of the dialogues joining late:\n\n"
            + "| | tokens/s | tokens per step | steps | cache, MiB | preempted |\n|---|---|---|---|---|---|\n" + rows.joined(separator: "\n")
    }

    private func fixed(_ value: Double, _ digits: Int = 3) -> String { String(format: "%.\(digits)f", value) }
}

/// A measurement of any of the programs.
private struct Record {
    private let fields: [String: Any]

    init?(_ line: String) {
        guard let fields = (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any], fields["bench"] is String else {
            return nil
        }
        self.fields = fields
    }

    var bench: String { fields["bench"] as? String ?? "" }
    var size: String { fields["size"] as? String ?? "" }
    var threads: Int { fields["threads"] as? Int ?? 0 }
    var isHalf: Bool { fields["bf16"] as? Bool ?? (fields["dtype"] as? String == "bfloat16") }

    /// Seconds of the whole step, the best of all repetitions.
    var bestStep: Double? { best("step") ?? (fields["step"] as? [String: Any])?["min"] as? Double }

    /// Seconds of a part, the best of all repetitions.
    func best(_ part: String) -> Double? {
        switch (fields["seconds"] as? [String: Any])?[part] {
        case let all as [Double]: all.min()
        case let summary as [String: Any]: summary["min"] as? Double
        default: nil
        }
    }

    subscript(number: String) -> Double? { (fields["numbers"] as? [String: Any])?[number] as? Double }
}
