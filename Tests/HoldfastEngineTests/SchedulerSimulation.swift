// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import Testing

@testable import HoldfastEngine

/// Carries out a scheduler's plans without a model: a page's slot holds the token whose keys and values a real one would.
///
/// It complains about whatever would compute something else than each sequence alone.
struct SchedulerSimulation {
    /// What the model of this simulation samples: any function of all tokens before.
    static func next(after tokens: [Int32]) -> Int32 { tokens.reduce(Int32(7)) { ($0 &* 31 &+ $1) & 0x3ff } }

    struct Request {
        var tokens: [Int32]
        let prompt: Int
        var left: Int
        let session: String?
    }

    var scheduler: Scheduler
    var plan: StepPlan
    /// What each page's slots hold, as all tokens up to the slot.
    private var content: [Int: [[Int32]]] = [:]
    /// By number of the sequence.
    var live: [Int: Request] = [:]
    private(set) var completed: [[Int32]] = []
    private(set) var steps = 0
    private(set) var rows = 0
    var complaints: [String] = []

    init(_ limits: Scheduler.Limits, hashBits: Int = 64) {
        scheduler = Scheduler(limits, hashBits: hashBits)
        plan = StepPlan(lanes: limits.lanes)
    }

    @discardableResult
    mutating func submit(_ prompt: [Int32], room: Int, session: String? = nil, extends: Bool = true) -> Int? {
        guard let sequence = scheduler.submit(prompt, room: room, session: session, extendsSession: extends) else { return nil }
        live[sequence] = Request(tokens: prompt, prompt: prompt.count, left: room, session: session)
        return sequence
    }

    mutating func cancel(_ sequence: Int) {
        scheduler.cancel(sequence)
        live[sequence] = nil
    }

    mutating func run(until done: (Self) -> Bool) { while scheduler.hasWork, complaints.isEmpty, !done(self) { step() } }

    mutating func run() { while scheduler.hasWork, complaints.isEmpty { step() } }

    mutating func step() {
        let limits = scheduler.limits
        scheduler.plan(&plan)
        steps += 1
        rows += plan.rows
        if plan.isEmpty { complaints.append("nothing to compute while there is work") }
        for copy in plan.copies { content[copy.to] = content[copy.from] }
        for lane in plan.lanes where lane.reduce(0, { $0 + $1.positions.count }) > limits.rowsPerLane {
            complaints.append("a lane with too many rows")
        }
        checkAccount()

        var drawn: [Int] = []
        for run in plan.lanes.joined() {
            guard let request = live[run.sequence] else {
                complaints.append("a run of \(run.sequence), which nobody wants")
                continue
            }
            compute(run, request)
            if run.predicts { drawn.append(run.sequence) }
        }
        for sequence in scheduler.running where scheduler.entries[sequence].missing == 1 && !drawn.contains(sequence) {
            complaints.append("\(sequence) could have got its token")
        }
        scheduler.finish(plan)
        for sequence in drawn { draw(sequence) }
    }

    private mutating func compute(_ run: StepPlan.Run, _ request: Request) {
        let pages = scheduler.entries[run.sequence].pages
        for position in run.positions {
            let (page, slot) = (pages[position / scheduler.limits.pageTokens], position % scheduler.limits.pageTokens)
            // Whoever copied the page reads its first tokens, and nobody else may have it.
            let copies = scheduler.entries.compactMap(\.source).filter { $0.page == page && $0.tokens <= slot }.count
            if scheduler.account.holders(of: page) != 1 + copies { complaints.append("\(run.sequence) writes into page \(page), which others hold") }
            content[page, default: Array(repeating: [], count: scheduler.limits.pageTokens)][slot] = Array(request.tokens[...position])
        }
        for position in 0..<run.positions.upperBound {
            let found = content[pages[position / scheduler.limits.pageTokens]]?[position % scheduler.limits.pageTokens]
            if found != Array(request.tokens[...position]) { complaints.append("\(run.sequence) reads something else at position \(position)") }
        }
        if let source = scheduler.entries[run.sequence].source {
            let start = source.index * scheduler.limits.pageTokens
            for slot in 0..<source.tokens where content[source.page]?[slot] != Array(request.tokens[...(start + slot)]) {
                complaints.append("\(run.sequence) has a wrong source")
            }
        }
        if run.predicts != (run.positions.upperBound == request.tokens.count) { complaints.append("\(run.sequence) predicts at the wrong place") }
    }

    private mutating func draw(_ sequence: Int) {
        guard var request = live[sequence] else { return }
        request.tokens.append(Self.next(after: request.tokens))
        request.left -= 1
        live[sequence] = request
        guard request.left == 0 else { return }
        live[sequence] = nil
        completed.append(request.tokens)
        scheduler.complete(sequence, tokens: request.tokens)
    }

    private mutating func checkAccount() {
        var holders: [Int: Int] = [:]
        for entry in scheduler.entries { for page in entry.pages + (entry.source.map { [$0.page] } ?? []) { holders[page, default: 0] += 1 } }
        if scheduler.account.inUse != holders.count { complaints.append("\(scheduler.account.inUse) pages in use, \(holders.count) held") }
        if scheduler.account.inUse > scheduler.limits.pages { complaints.append("more pages than the budget") }
        for (page, count) in holders where scheduler.account.holders(of: page) != count { complaints.append("page \(page) is counted wrongly") }
    }
}
