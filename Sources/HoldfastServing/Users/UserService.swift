// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels

/// Plays users with goals: finds out whom a chat is about, has the simulator speak, and follows what was said.
///
/// Chat completions carry the whole dialogue each time and are repeated by their clients, so nothing depends on earlier requests: the state is a
/// fold over the messages, and what is remembered of earlier requests only saves the work.
struct UserService: Sendable {
    /// What a reply is made of.
    struct Answer: Sendable {
        var head: ReplyHead
        var lines: [ChatLine]
        var usage: Usage
        var promptTokenIDs: [Int32]?
        var report: UserReport
    }

    let configuration: UserServiceConfiguration
    let knowledge: any ScenarioKnowledge
    let memory: UserMemory
    /// Behind the line that ends a dialogue.
    private let endMarker: String
    /// How the token that ends a dialogue is told.
    private let endOfDialogue: String

    init(_ configuration: UserServiceConfiguration, knowledge: any ScenarioKnowledge, endMarker: String, endOfDialogue: String) {
        self.configuration = configuration
        self.knowledge = knowledge
        self.endMarker = endMarker
        self.endOfDialogue = endOfDialogue
        memory = UserMemory(
            given: configuration.scenarios.map { ServedUser($0, id: $0.id, knowledge: knowledge) }, capacity: configuration.capacity)
    }

    /// Finds out whom a chat is about; nil for a chat with an ordinary prompt.
    func seat(_ request: ChatCompletionsRequest, model: String) async throws -> SeatedUser? {
        guard let found = try await user(of: request, model: model) else { return nil }
        let user = await memory.keep(found)
        let lines = try ChatTranscript(request.messages).lines.map { $0.seat == .agent ? $0 : unmarked($0.text) }
        return SeatedUser(user: user, lines: lines, request: rendered(request, user: user, lines: lines, model: model))
    }

    /// The next line of a user, or several to choose from.
    func answer(_ seat: SeatedUser, by simulator: ServedSimulator) async throws -> Answer {
        // The simulator goes first: what does not fit into its context is refused before anybody reads it.
        var (head, said, usage, promptTokenIDs) = try await simulator.answer(seat.request)
        var reports: [UserReport] = []
        for index in said.indices {
            let isResampled = await isThrownAway(said[index], in: seat)
            if isResampled {
                let (_, again, more, _) = try await simulator.answer(resampling(seat.request, attempt: index))
                said[index] = again[0]
                usage = Usage(prompt: usage.prompt + more.prompt, completion: usage.completion + more.completion)
            }
            reports.append(await conclude(&said[index], in: seat, isResampled: isResampled))
        }
        var report = reports[0]
        if reports.count > 1 { report.alternatives = Array(reports.dropFirst()) }
        return Answer(head: head, lines: said, usage: usage, promptTokenIDs: promptTokenIDs, report: report)
    }

    /// Whether a line can be heard while it is sampled: nothing of it is taken back then but a line without words, of which nothing was heard.
    func canStream(_ request: ChatCompletionsRequest) -> Bool {
        let asked = request.sampling
        return configuration.stopPolicy == .simulator && (asked.n ?? 1) == 1 && !request.logprobs && asked.returnTokenIDs != true
    }

    /// Concludes a line that was heard while it was sampled; one without words is sampled again.
    /// - Returns: what the second one took, too.
    func conclude(
        heard said: inout ChatLine, in seat: SeatedUser, by simulator: ServedSimulator
    ) async throws -> (report: UserReport, more: Usage?) {
        guard await isThrownAway(said, in: seat) else { return (await conclude(&said, in: seat), nil) }
        let (_, again, more, _) = try await simulator.answer(resampling(seat.request, attempt: 0))
        said = again[0]
        return (await conclude(&said, in: seat, isResampled: true), more)
    }

    /// Takes a line as said: ends it where a rule ends the dialogue, remembers the dialogue with it, and reports.
    func conclude(_ said: inout ChatLine, in seat: SeatedUser, isResampled: Bool = false) async -> UserReport {
        let (user, lines) = (seat.user, seat.lines)
        let before = await dialogue(of: user, lines: lines)
        var line = spoken(said)
        var after = await follow(before, line)
        let end = end(of: line, before: before, after: after, user: user)
        if let end, !line.ends {
            line.ends = true
            after = await follow(before, line)
            said.text = [line.text, marker(end)].filter { !$0.isEmpty }.joined(separator: " ")
        }
        let report = UserReport(user, after, id: identifier(user, lines + [line]), endedBy: end, resampled: isResampled)
        await memory.keep(after, lines: lines + [line], user: user)
        await memory.show(report, of: user, instead: lines.count > 1 ? identifier(user, lines.dropLast()) : nil)
        return report
    }

    /// Registers a user; the same scenario is the same user.
    func register(_ scenario: Scenario) async -> ServedUser { await memory.keep(ServedUser(scenario, knowledge: knowledge)) }

    /// Registers the user that a text describes.
    func register(text: String) async throws -> ServedUser {
        guard let user = try ServedUser.described(by: "<scenario>\(text)</scenario>", knowledge: knowledge) else {
            throw OpenAIProblem.invalid("text", "`text` describes no user")
        }
        return await memory.keep(user)
    }

    // MARK: - Who is meant

    private func user(of request: ChatCompletionsRequest, model: String) async throws -> ServedUser? {
        if let name = request.sampling.model, name.hasPrefix(model + "/") {
            return try await known(String(name.dropFirst(model.count + 1)), parameter: "model")
        }
        if let id = request.named.user { return try await known(id, parameter: "holdfast_user") }
        if let scenario = request.named.scenario { return ServedUser(scenario, knowledge: knowledge) }
        let prompt = request.messages.prefix { ["system", "developer"].contains($0.role) }.map(\.text).joined(separator: "\n")
        return try await memory.user(describedBy: prompt) { [knowledge] in try ServedUser.described(by: prompt, knowledge: knowledge) }
    }

    /// - Throws: `OpenAIProblem` with status 404 for an identifier that nobody has.
    func known(_ id: String, parameter: String?) async throws -> ServedUser {
        if let user = await memory.user(id) { return user }
        throw OpenAIProblem(
            status: 404,
            message: "there is no user `\(id)` here; register it with POST /v1/holdfast/users (again, if that was long ago), or send its scenario",
            type: "invalid_request_error", parameter: parameter, code: parameter == "model" ? "model_not_found" : "user_not_found")
    }

    // MARK: - What was said

    /// A line of the user that came back, without whichever marker it ended with.
    private func unmarked(_ text: String) -> ChatTranscript.Line {
        for marker in [endMarker, configuration.transferMarker, configuration.outOfScopeMarker] where !marker.isEmpty && text.hasSuffix(marker) {
            return ChatTranscript.Line(seat: .user, text: String(text.dropLast(marker.count)).trimmingSpaces, ends: true)
        }
        return ChatTranscript.Line(seat: .user, text: text.trimmingSpaces)
    }

    private func spoken(_ line: ChatLine) -> ChatTranscript.Line {
        var spoken = unmarked(line.text)
        spoken.ends = line.stopReason == endOfDialogue
        return spoken
    }

    /// The chat as the simulator reads it: the user's own prompt before the lines.
    private func rendered(
        _ request: ChatCompletionsRequest, user: ServedUser, lines: [ChatTranscript.Line], model: String
    ) -> ChatCompletionsRequest {
        var request = request
        // A name of another model is refused as in any chat.
        if request.sampling.model?.hasPrefix(model + "/") ?? false { request.sampling.model = model }
        request.messages =
            [.init(role: "system", text: user.prompt)]
            + lines.map { line in
                line.seat == .agent
                    ? .init(role: "user", text: line.text)
                    // A line without words is one of the dialogue too: its end is what it says.
                    : .init(role: "assistant", text: line.ends ? [line.text, endMarker].filter { !$0.isEmpty }.joined(separator: " ") : line.text)
            }
        return request
    }

    /// Whether another line is sampled instead: one without words, as in training, or one that ends the dialogue too early where the goal
    /// decides.
    private func isThrownAway(_ said: ChatLine, in seat: SeatedUser) async -> Bool {
        let line = spoken(said)
        guard line.ends else { return !line.text.contains { $0.isLetter || $0.isNumber } }
        guard configuration.stopPolicy == .goal, seat.user.understanding == .whole else { return false }
        return await !follow(dialogue(of: seat.user, lines: seat.lines), line).isSettled
    }

    private func resampling(_ request: ChatCompletionsRequest, attempt: Int) -> ChatCompletionsRequest {
        var request = request
        request.sampling.n = 1
        // Another draw for the same seed, the same each time.
        request.sampling.seed = request.sampling.seed.map { Int64(truncatingIfNeeded: StableHash.of("\($0) again \(attempt)")) }
        return request
    }

    // MARK: - What follows

    private func dialogue(of user: ServedUser, lines: [ChatTranscript.Line]) async -> UserDialogue {
        var (dialogue, count) = await memory.longestBeginning(of: lines, user: user) ?? (UserDialogue(scenario: user.scenario), 0)
        for line in lines[count...] { dialogue = await follow(dialogue, line) }
        if count < lines.count { await memory.keep(dialogue, lines: lines, user: user) }
        return dialogue
    }

    private func follow(_ dialogue: UserDialogue, _ line: ChatTranscript.Line) async -> UserDialogue {
        await knowledge.follow(
            dialogue,
            with: Turn(
                index: dialogue.turns.count, seat: line.seat, text: line.text,
                finish: line.seat == .agent ? .scripted : line.ends ? .endOfDialogue : .endOfTurn))
    }

    private func end(of line: ChatTranscript.Line, before: UserDialogue, after: UserDialogue, user: ServedUser) -> DialogueEnd? {
        if line.ends { return .simulator }
        if !configuration.transferMarker.isEmpty, let heard = before.turns.last, TransferNotice.isFound(in: heard.text) { return .transfer }
        if !configuration.outOfScopeMarker.isEmpty, !before.unanswerable.isEmpty, user.understanding == .whole { return .outOfScope }
        return configuration.stopPolicy == .goal && user.understanding == .whole && after.isSettled ? .goal : nil
    }

    private func marker(_ end: DialogueEnd) -> String {
        switch end {
        case .simulator, .goal: endMarker
        case .transfer: configuration.transferMarker
        case .outOfScope: configuration.outOfScopeMarker
        }
    }

    private func identifier(_ user: ServedUser, _ lines: [ChatTranscript.Line]) -> String {
        "dialogue-"
            + StableHash.hexadecimal(user.id + lines.map { "\n\($0.seat.rawValue)\($0.ends ? " ends" : "")\t\($0.text)" }.joined())
    }
}
