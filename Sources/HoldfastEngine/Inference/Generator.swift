// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// Samples completions of many prompts at once. Not thread-safe by itself: the server's actor owns it.
final class Generator {
    private let model: ModelConfiguration
    private let lanes: Lanes
    private let pool: KeyValuePool
    private let passes: [CachedPass]
    private let cacheBytes: Int
    private var sessions = Sessions()
    /// Runs of each lane, kept between steps for their memory.
    private var runs: [[CachedRun]]

    init(_ model: ModelConfiguration, _ layout: ParameterLayout, _ rotary: RotaryTables, lanes: Lanes, cacheBytes: Int, precision: Precision) {
        self.model = model
        self.lanes = lanes
        self.cacheBytes = cacheBytes
        let pool = KeyValuePool(model, precision: precision)
        self.pool = pool
        passes = (0..<lanes.count).map { _ in CachedPass(model, layout, rotary, pool: pool) }
        runs = Array(repeating: [], count: lanes.count)
    }

    func release(_ names: [String]) { for name in names { sessions.remove(name) } }
    func releaseAll() { sessions.removeAll() }

    /// Gives memory that no sequence uses back where it is more than this many bytes.
    func releaseMemory(above bytes: Int) { pool.releaseMemory(above: bytes) }

    /// - Throws: `model` for a prompt that cannot be continued or weights that are not finite; `CancellationError` between two steps.
    func sample(_ requests: [SampleRequest], weights: SamplerWeights, version: Int) throws -> [SampleReply] {
        for request in requests { try check(request) }
        let completions = try prefill(requests, weights)
        var running = completions.filter(\.runs)
        while !running.isEmpty {
            try Task.checkCancellation()
            decode(running, weights)
            running.removeAll { !$0.runs }
        }
        guard !completions.contains(where: \.failed) else {
            throw Divergence.error("the model's logits are not finite")
        }
        for completion in completions where completion.request.extendsSession {
            guard let name = completion.request.session else { continue }
            completion.sequence.forgetSource()
            sessions.store(completion.sequence, for: name)
        }
        sessions.trim(pool, to: cacheBytes)
        return completions.map { $0.reply(version: version) }
    }

    private func check(_ request: SampleRequest) throws {
        guard !request.prompt.isEmpty else {
            throw HoldfastError(.model, "a prompt is empty; it needs at least one token")
        }
        guard request.prompt.count <= model.contextLength else {
            throw HoldfastError(
                .model, "a prompt has \(request.prompt.count) tokens and the model's context \(model.contextLength); shorten the dialogue")
        }
        try TokenCheck.check(request.prompt, vocabulary: model.vocabularySize)
        try SamplingCheck.check(request)
    }

    // MARK: Prompts

    /// Computes every prompt and samples each completion's first token.
    private func prefill(_ requests: [SampleRequest], _ weights: SamplerWeights) throws -> [Completion] {
        let cached = requests.map { request in
            request.session.flatMap { sessions[$0] }.map { min($0.commonPrefix(with: request.prompt), request.prompt.count - 1) } ?? 0
        }
        let plan = PrefixPlan(prompts: requests.map(\.prompt), cached: cached)
        var completions = [Completion?](repeating: nil, count: requests.count)
        func start(_ index: Int, _ sequence: CachedSequence) -> Completion {
            let completion = Completion(requests[index], sequence: sequence, contextLength: model.contextLength)
            completions[index] = completion
            return completion
        }

        var wave: [Completion] = []
        for (index, source) in plan.sources.enumerated() {
            guard case .session(let length) = source else { continue }
            let prompt = requests[index].prompt
            if length > 0, let own = requests[index].session.flatMap({ sessions[$0] }) {
                wave.append(start(index, CachedSequence(prompt, sharing: length, of: own)))
            } else {
                wave.append(start(index, CachedSequence(prompt, pool: pool)))
            }
        }
        try compute(wave, weights)
        wave.removeAll()
        for (index, source) in plan.sources.enumerated() {
            guard case .request(let root, let length) = source, let other = completions[root] else { continue }
            wave.append(start(index, CachedSequence(requests[index].prompt, sharing: length, of: other.sequence)))
        }
        try compute(wave, weights)
        return completions.compactMap { $0 }
    }

    /// Computes what is missing of each prompt, packed without padding, and samples the first tokens.
    private func compute(_ wave: [Completion], _ weights: SamplerWeights) throws {
        guard !wave.isEmpty else { return }
        try Task.checkCancellation()
        for completion in wave { completion.sequence.reserve(completion.request.prompt.count) }
        let missing = wave.map { $0.request.prompt.count - $0.sequence.computed }
        let shares = Lanes.deal(missing, lanes: lanes.count).map { $0.map { wave[$0] } }
        lanes.run { lane in
            let pass = passes[lane]
            var pending = shares[lane][...]
            var runs: [CachedRun] = []
            var finishing: [Completion] = []
            while !pending.isEmpty {
                runs.removeAll(keepingCapacity: true)
                finishing.removeAll(keepingCapacity: true)
                var room = CachedPass.capacity
                while room > 0, let next = pending.first {
                    let (sequence, total) = (next.sequence, next.request.prompt.count)
                    let end = min(total, sequence.computed + room)
                    runs.append(CachedRun(sequence: sequence, positions: sequence.computed..<end, predicts: end == total))
                    room -= end - sequence.computed
                    guard end == total else { break }
                    finishing.append(next)
                    pending.removeFirst()
                }
                pass.forward(runs, weights: weights)
                for run in runs { run.sequence.markComputed(run.positions.upperBound) }
                take(finishing, from: pass)
            }
        }
    }

    // MARK: Decoding

    /// One token of every running completion.
    private func decode(_ running: [Completion], _ weights: SamplerWeights) {
        for completion in running { completion.sequence.reserve(completion.sequence.tokens.count) }
        let share = (running.count + lanes.count - 1) / lanes.count
        runs.withUnsafeMutableBufferPointer { runs in
            lanes.run { lane in
                let pass = passes[lane]
                let end = min(running.count, (lane + 1) * share)
                var start = min(running.count, lane * share)
                while start < end {
                    let batch = running[start..<min(end, start + CachedPass.capacity)]
                    runs[lane].removeAll(keepingCapacity: true)
                    for completion in batch {
                        let count = completion.sequence.tokens.count
                        runs[lane].append(CachedRun(sequence: completion.sequence, positions: count - 1..<count, predicts: true))
                    }
                    pass.forward(runs[lane], weights: weights)
                    for run in runs[lane] { run.sequence.markComputed(run.positions.upperBound) }
                    take(batch, from: pass)
                    start = batch.endIndex
                }
                runs[lane].removeAll(keepingCapacity: true)
            }
        }
    }

    /// Samples from the pass's rows of logits in order.
    private func take(_ completions: some Sequence<Completion>, from pass: CachedPass) {
        var row = pass.logits.base
        for completion in completions {
            if completion.runs { completion.take(row, vocabulary: model.vocabularySize) }
            row += model.vocabularySize
        }
    }
}
