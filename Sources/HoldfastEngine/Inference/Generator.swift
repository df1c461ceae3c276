// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// Samples completions step by step, as its scheduler plans. Not thread-safe by itself: the server's actor owns it.
final class Generator {
    /// A completion with its place in the call it belongs to.
    struct Seat {
        let completion: Completion
        let call: Int
        let index: Int
    }

    private let model: ModelConfiguration
    private let lanes: Lanes
    let pool: KeyValuePool
    private let passes: [CachedPass]
    private let cacheBytes: Int
    private(set) var scheduler: Scheduler
    private var plan: StepPlan
    /// By number of the sequence.
    private(set) var seats: [Seat?] = []
    private var calls = SampleCalls()
    /// Runs of each lane, kept between steps for their memory.
    private var runs: [[CachedRun]]
    private(set) var counts = SamplingStatistics()

    /// - Throws: `capacity` when the system has no addresses for the cache.
    init(
        _ model: ModelConfiguration, _ layout: ParameterLayout, _ rotary: RotaryTables, lanes: Lanes, cacheBytes: Int, precision: Precision
    ) throws {
        self.model = model
        self.lanes = lanes
        self.cacheBytes = cacheBytes
        let pool = try KeyValuePool(model, precision: precision, bytes: cacheBytes)
        self.pool = pool
        passes = (0..<lanes.count).map { _ in CachedPass(model, layout, rotary, pool: pool) }
        runs = Array(repeating: [], count: lanes.count)
        plan = StepPlan(lanes: lanes.count)
        scheduler = Scheduler(
            Scheduler.Limits(
                lanes: lanes.count, rowsPerLane: CachedPass.capacity, pages: pool.count, pageTokens: KeyValuePage.tokens))
    }

    func release(_ names: [String]) { for name in names { scheduler.release(name) } }
    func releaseAll() { scheduler.releaseAll() }

    /// Gives the memory of pages that no sequence uses back.
    func releaseMemory() { pool.discard(scheduler.account.spare) }

    /// Bytes of cache that were ever used.
    var usedCacheBytes: Int { scheduler.account.highest * pool.pageBytes }

    /// Whether a step has anything to compute.
    var hasWork: Bool { scheduler.hasWork }

    // MARK: Calls

    /// Takes the requests of one call, all or none.
    /// - Returns: the number of the call, under which a later `step` returns its replies.
    /// - Throws: `model` for a prompt that cannot be continued, `capacity` for a request that the cache can never hold.
    func submit(_ requests: [SampleRequest], version: Int) throws -> Int {
        for request in requests { try check(request) }
        let call = calls.open(requests.count)
        for (index, request) in requests.enumerated() {
            let completion = Completion(request, sequence: CachedSequence(request.prompt), contextLength: model.contextLength)
            guard completion.runs else {
                calls.enter(completion.reply(version: version), call: call, index: index)
                continue
            }
            let sequence = scheduler.submit(
                request.prompt, room: completion.limit, session: request.session, extendsSession: request.extendsSession)
            guard let sequence else {
                cancel(call)
                throw tooLarge(request, completion.limit)
            }
            let seat = Seat(completion: completion, call: call, index: index)
            while seats.count <= sequence { seats.append(nil) }
            seats[sequence] = seat
            calls.add(sequence, to: call)
        }
        return call
    }

    /// Forgets a call and what it still wants; unknown ones are fine.
    func cancel(_ call: Int) {
        for sequence in calls.close(call) where seats[sequence]?.call == call {
            scheduler.cancel(sequence)
            seats[sequence] = nil
        }
    }

    /// Tells what was drawn for the completions of a call that still run.
    /// - Parameter told: by place of the request, how many of its tokens are known; brought up to date.
    func tell(_ call: Int, told: inout [Int: Int], _ tell: (Int, DrawnTokens) -> Void) {
        for sequence in calls.sequences(of: call) {
            guard let seat = seats[sequence], seat.call == call else { continue }
            let (known, count) = (told[seat.index, default: 0], seat.completion.tokens.count)
            guard count > known else { continue }
            told[seat.index] = count
            tell(seat.index, seat.completion.record.drawn(after: known))
        }
    }

    /// The replies of a call when all are there, which ends it.
    func takeReplies(_ call: Int) -> [SampleReply]? { calls.takeReplies(call) }

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

    private func tooLarge(_ request: SampleRequest, _ room: Int) -> HoldfastError {
        let bytes = scheduler.pages(for: request.prompt.count + room - 1) * pool.pageBytes
        return HoldfastError(
            .capacity,
            "a prompt of \(request.prompt.count) tokens with up to \(room) more needs \(bytes >> 10) KiB of keys and values and the cache has "
                + "\(cacheBytes >> 10); raise engine.cache_megabytes, shorten the dialogue or ask for fewer tokens")
    }

    // MARK: Steps

    /// Computes one step and draws a token of every running completion.
    /// - Parameter ended: called for each call that is over: with nil when its replies can be taken, else with why it failed.
    func step(weights: SamplerWeights, version: Int, ended: (_ call: Int, _ failure: HoldfastError?) -> Void) {
        scheduler.plan(&plan)
        prepare()
        runs.withUnsafeMutableBufferPointer { runs in
            lanes.run { lane in
                guard !plan.lanes[lane].isEmpty else { return }
                for run in plan.lanes[lane] {
                    guard let seat = seats[run.sequence] else { continue }
                    runs[lane].append(CachedRun(sequence: seat.completion.sequence, positions: run.positions, predicts: run.predicts))
                }
                passes[lane].forward(runs[lane], weights: weights)
                runs[lane].removeAll(keepingCapacity: true)
                draw(lane)
            }
        }
        scheduler.finish(plan)
        counts.steps += 1
        for lane in plan.lanes {
            for run in lane {
                counts.rows += run.positions.count
                guard run.predicts else { continue }
                counts.sampled += 1
                leave(run.sequence, version, ended)
            }
        }
    }

    /// Gives sequences the pages of the plan.
    private func prepare() {
        for sequence in plan.forgotten { seats[sequence]?.completion.sequence.forgetSource() }
        for sequence in plan.preempted { seats[sequence]?.completion.sequence.removePages() }
        for copy in plan.copies { pool.copy(from: copy.from, to: copy.to) }
        for sequence in plan.admitted {
            guard let cached = seats[sequence]?.completion.sequence else { continue }
            for page in scheduler.entries[sequence].pages { cached.append(page: pool[page]) }
            if let source = scheduler.entries[sequence].source {
                cached.setSource(ofPage: source.index, base: pool[source.page], tokens: source.tokens)
            }
        }
        for growth in plan.grown { seats[growth.sequence]?.completion.sequence.append(page: pool[growth.page]) }
    }

    /// Samples from the lane's rows of logits in order.
    private func draw(_ lane: Int) {
        var row = passes[lane].logits.base
        for run in plan.lanes[lane] where run.predicts {
            seats[run.sequence]?.completion.take(row, vocabulary: model.vocabularySize)
            row += model.vocabularySize
        }
    }

    /// Lets a completion go when it is over.
    private func leave(_ sequence: Int, _ version: Int, _ ended: (Int, HoldfastError?) -> Void) {
        guard let seat = seats[sequence], !seat.completion.runs else { return }
        guard !seat.completion.failed else {
            cancel(seat.call)
            return ended(seat.call, Divergence.error("the model's logits are not finite"))
        }
        scheduler.complete(sequence, tokens: seat.completion.sequence.tokens)
        seats[sequence] = nil
        if calls.enter(seat.completion.reply(version: version), call: seat.call, index: seat.index) { ended(seat.call, nil) }
    }
}
