// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import HoldfastEngine

/// Measures the embedded engine on the work that Python stacks are measured on; one line of JSON per measurement.
@main
struct HoldfastBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdfast-bench", abstract: "Measure the embedded engine.",
        subcommands: [Limit.self, Step.self, Dialogues.self, Batching.self, LoRA.self, Report.self])

    struct Limit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What the matrix product reaches on this machine.")

        @Option(help: "Threads.")
        var threads = 2

        func run() async throws {
            let speed = try MatrixProductSpeed.measure(rows: 1024, columns: 1024, depth: 1024, threads: threads)
            try BenchmarkRecord(
                bench: "matrix_limit", size: "1024^3", threads: threads, seconds: [:], numbers: ["gflops_best": speed]
            ).write()
        }
    }

    struct Step: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A plain GRPO step.")

        @Option(help: "2m, 8m or 50m parameters.")
        var size = AnchorModel.m8
        @Option(help: "Threads.")
        var threads = 2
        @Option(help: "Steps that are measured, after one that is not.")
        var steps = 6
        @Option(help: "float32 or bfloat16.")
        var precision = Precision.float32

        func run() async throws {
            try await GRPOStepBenchmark(model: size, threads: threads, steps: steps, precision: precision).run().write()
        }
    }

    struct Dialogues: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sampling in sixty-four dialogues of twenty turns.")

        @Option(help: "2m, 8m or 50m parameters.")
        var size = AnchorModel.m8
        @Option(help: "Threads.")
        var threads = 2
        @Option(help: "float32 or bfloat16.")
        var precision = Precision.float32
        @Flag(help: "Compute the whole dialogue anew every turn, as libraries without a cache between turns do.")
        var withoutCache = false

        func run() async throws {
            try await DialogueBenchmark(model: size, threads: threads, keepsCache: !withoutCache, precision: precision).run().write()
        }
    }
}

extension HoldfastBench {
    struct Batching: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replies of very different lengths and dialogues that join late: each by itself, in waves, and in a small cache.")

        @Option(help: "2m, 8m or 50m parameters.")
        var size = AnchorModel.m8
        @Option(help: "Threads.")
        var threads = 2
        @Option(help: "How often each is measured.")
        var repetitions = 3
        @Option(help: "float32 or bfloat16.")
        var precision = Precision.float32

        func run() async throws {
            let benchmark = BatchingBenchmark(model: size, threads: threads, repetitions: repetitions, precision: precision)
            for record in try await benchmark.run() { try record.write() }
        }
    }

    struct LoRA: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lora", abstract: "GRPO steps that train adapters of a model in the shape of Qwen2.5-0.5B with random weights.")

        @Option(help: "Threads.")
        var threads = 2
        @Option(help: "Steps that are measured, after one that is not.")
        var steps = 2
        @Option(help: "Rank of the adapters, which are on all projections.")
        var rank = 16
        @Option(help: "float32 or bfloat16.")
        var precision = Precision.float32

        func run() async throws {
            try await LoRABenchmark(threads: threads, steps: steps, rank: rank, precision: precision).run().write()
        }
    }
}

extension HoldfastBench {
    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Tables, in Markdown, of measurements of this and other programs.")

        @Argument(help: "Files of measurements, one JSON object per line.")
        var files: [String]

        func run() async throws { print(try PerformanceReport(files: files).markdown, terminator: "") }
    }
}

extension AnchorModel: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
