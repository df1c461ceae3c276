// SPDX-License-Identifier: Apache-2.0

extension Scheduler {
    /// Makes the plan of the next step, which is to be computed and then reported with `finish`. It is not empty while there is work.
    mutating func plan(_ plan: inout StepPlan) {
        plan.clear()
        grow(&plan)
        for lane in loads.indices { loads[lane] = 0 }
        // Every completion gets its token; prompts get the rest.
        var room = limits.rows - (running.count - computing.count)
        for sequence in computing where room > 0 { room -= addPiece(of: sequence, room: room, to: &plan) }
        admit(room: &room, &plan)
        dealTokens(&plan)
    }

    /// A page for each completion whose newest token begins one.
    private mutating func grow(_ plan: inout StepPlan) {
        var needed = 0
        for sequence in running where lacksPage(sequence) { needed += 1 }
        guard needed > 0 else { return }
        while account.available < needed {
            guard !forgetSources(&plan), !evictOldest(), let youngest = running.max(by: { entries[$0].arrival < entries[$1].arrival }) else {
                continue
            }
            if lacksPage(youngest) { needed -= 1 }
            preempt(youngest)
            plan.preempted.append(youngest)
        }
        for sequence in running where lacksPage(sequence) {
            guard let page = account.take() else { return }
            entries[sequence].pages.append(page)
            plan.grown.append(StepPlan.Growth(sequence: sequence, page: page))
        }
    }

    private func lacksPage(_ sequence: Int) -> Bool { entries[sequence].pages.count * limits.pageTokens < entries[sequence].known }

    /// Lets in who waits, while there are rows to compute something for them.
    private mutating func admit(room: inout Int, _ plan: inout StepPlan) {
        var position = 0
        var blocked: Int?
        while position < waiting.count, room > 0, running.count < limits.rows {
            let sequence = waiting[position]
            if let blocked {
                guard entries[blocked].passed < Self.patience else { break }
                guard goesOn(sequence) else {
                    position += 1
                    continue
                }
            }
            let source = source(of: sequence)
            // Those behind may pass one that waits for another's work and not for memory.
            guard source != .computing, admit(sequence, source, sparesDialogues: entries[sequence].passed < Self.patience, &plan) else {
                if source != .computing, blocked == nil { blocked = sequence }
                position += 1
                continue
            }
            if let blocked { entries[blocked].passed += 1 }
            start(position, &room, &plan)
        }
        // With nobody running there is nobody to wait for.
        guard running.isEmpty, let blocked, let position = waiting.firstIndex(of: blocked) else { return }
        if admit(blocked, source(of: blocked), sparesDialogues: false, &plan) { start(position, &room, &plan) }
    }

    /// Gives a sequence that has its pages its first rows.
    private mutating func start(_ position: Int, _ room: inout Int, _ plan: inout StepPlan) {
        let sequence = waiting.remove(at: position)
        if entries[sequence].missing > 1 {
            computing.append(sequence)
            room -= addPiece(of: sequence, room: room, to: &plan)
        } else {
            room -= 1
        }
    }

    /// Whether a waiting sequence continues a dialogue that is in the cache.
    private func goesOn(_ sequence: Int) -> Bool { entries[sequence].session.map { sessions[$0] != nil } ?? false }

    /// Adds the next piece of a prompt to the lane with the fewest rows. A piece stays on one lane: each position needs those before it.
    /// - Returns: the rows it takes.
    private mutating func addPiece(of sequence: Int, room: Int, to plan: inout StepPlan) -> Int {
        var lane = 0
        for other in loads.indices where loads[other] < loads[lane] { lane = other }
        let start = entries[sequence].computed
        let count = min(entries[sequence].missing, limits.rowsPerLane - loads[lane], room)
        guard count > 0 else { return 0 }
        loads[lane] += count
        plan.lanes[lane].append(
            StepPlan.Run(sequence: sequence, positions: start..<start + count, predicts: count == entries[sequence].missing))
        return count
    }

    /// Deals the single tokens so that lanes end up with equally many rows, in one stretch each: sequences that share pages stay together.
    private mutating func dealTokens(_ plan: inout StepPlan) {
        let total = loads.reduce(running.count - computing.count, +)
        let level = (total + limits.lanes - 1) / limits.lanes
        var lane = 0
        for sequence in running where entries[sequence].missing == 1 {
            while lane < limits.lanes - 1, loads[lane] >= level { lane += 1 }
            loads[lane] += 1
            let newest = entries[sequence].known - 1
            plan.lanes[lane].append(StepPlan.Run(sequence: sequence, positions: newest..<newest + 1, predicts: true))
        }
    }
}
