// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
public import HoldfastEngine

/// Measures the embedded engine on the work that Python stacks are measured on; one line of JSON per measurement.
@main
struct HoldfastBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdfast-bench", abstract: "Measure the embedded engine.",
        subcommands: [Limit.self, Products.self, Step.self, Dialogues.self, Batching.self, LoRA.self, Report.self])

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

    struct Products: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The matrix product on one core, at the shapes of a model of 8 million parameters.")

        @Option(help: "float32 or bfloat16.")
        var precision = Precision.float32

        func run() async throws {
            let shapes = [
                (1024, 1024, 1024), (1024, 768, 256), (1024, 2048, 256), (1024, 256, 1024), (32, 768, 256), (32, 256, 1024), (32, 4096, 256),
            ]
            for (rows, columns, depth) in shapes {
                let speed = try MatrixProductSpeed.measure(rows: rows, columns: columns, depth: depth, threads: 1, precision: precision)
                try BenchmarkRecord(
                    bench: "matrix_product", size: "\(rows), \(columns), \(depth)", threads: 1, dtype: precision.rawValue, seconds: [:],
                    numbers: ["gflops_best": speed]
                ).write()
            }
        }
    }

    struct Step: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "A plain GRPO step.")

        @Option(help: "2m, 8m or 50m parameters.")
        var size = AnchorModel.m8
        @OptionGroup var engine: EngineOptions
        @Option(help: "Steps that are measured, after one that is not.")
        var steps = 6

        func run() async throws {
            try await GRPOStepBenchmark(model: size, threads: engine.threads, steps: steps, precision: engine.precision).run().write()
        }
    }

    struct Dialogues: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Sampling in sixty-four dialogues of twenty turns.")

        @Option(help: "2m, 8m or 50m parameters.")
        var size = AnchorModel.m8
        @OptionGroup var engine: EngineOptions
        @Flag(help: "Compute the whole dialogue anew every turn, as libraries without a cache between turns do.")
        var withoutCache = false

        func run() async throws {
            try await DialogueBenchmark(model: size, threads: engine.threads, keepsCache: !withoutCache, precision: engine.precision).run().write()
        }
    }
}

extension HoldfastBench {
    struct Batching: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Replies of very different lengths and dialogues that join late: each by itself, in waves, and in a small cache.")

        @Option(help: "2m, 8m or 50m parameters.")
        var size = AnchorModel.m8
        @OptionGroup var engine: EngineOptions
        @Option(help: "How often each is measured.")
        var repetitions = 3

        func run() async throws {
            let benchmark = BatchingBenchmark(
                model: size, threads: engine.threads, repetitions: repetitions, precision: engine.precision)
            for record in try await benchmark.run() { try record.write() }
        }
    }

    struct LoRA: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "lora", abstract: "GRPO steps that train adapters of a model in the shape of Qwen2.5-0.5B with random weights.")

        @OptionGroup var engine: EngineOptions
        @Option(help: "Steps that are measured, after one that is not.")
        var steps = 2
        @Option(help: "Rank of the adapters, which are on all projections.")
        var rank = 16

        func run() async throws {
            try await LoRABenchmark(threads: engine.threads, steps: steps, rank: rank, precision: engine.precision).run().write()
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

/// What all measurements of the engine can be told.
struct EngineOptions: ParsableArguments {
    @Option(help: "Threads.")
    var threads = 2
    @Option(help: "float32 or bfloat16.")
    var precision = Precision.float32
}

extension AnchorModel: ExpressibleByArgument {}
extension Precision: ExpressibleByArgument {}
