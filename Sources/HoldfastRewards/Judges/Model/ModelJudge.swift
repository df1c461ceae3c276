// SPDX-License-Identifier: Apache-2.0

public import HoldfastCore
public import HoldfastModels

/// Asks a chat model: one question a call, the texts as data, the answer in a fixed form or none.
///
/// Where the model can be bound to a form (`ChatFeature.json`), it is. A reply that is no answer is shown to it once; then the judge abstains.
/// It abstains too where the reply is cut off, empty or declined, the call fails, is cancelled, or takes too long. Every call is kept in
/// `Verdict.calls` with the reply exactly as it came.
public struct ModelJudge: Judge {
    /// Model, prompts, sampling and form: equal identities ask equal questions with equal requests.
    public let identity: String
    private let model: any ChatModel
    private let prompts: JudgePrompts
    private let sampling: JudgeSampling
    private let repairs: Int
    private let deadline: Duration?
    private let clock: any Clock<Duration>

    /// A judge of one model.
    /// - Parameters:
    ///   - repairs: how often a reply that is no answer is shown to the model, 0 or 1.
    ///   - deadline: what one verdict may take, with all its calls; nil for any time.
    ///   - clock: what the deadline is measured with.
    public init(
        model: any ChatModel, prompts: JudgePrompts = .standard, sampling: JudgeSampling = JudgeSampling(), repairs: Int = 1,
        deadline: Duration? = nil, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.model = model
        self.prompts = prompts
        self.sampling = sampling
        self.repairs = repairs
        self.deadline = deadline
        self.clock = clock
        let form = model.features.contains(.json) ? "bound" : "free"
        identity =
            "model \(model.identity), prompts \(prompts.version), temperature \(sampling.temperature), tokens \(sampling.maxTokens), "
            + "seed \(sampling.seed), \(form) form, repairs \(repairs)"
    }

    /// One verdict; a criterion without a prompt is abstained on without a call.
    public func verdict(on question: JudgeQuestion) async -> Verdict {
        guard let prompt = prompts[question.criterion] else {
            return .abstain(
                question.criterion, .nothingKnown, turn: question.turn, evidence: "the judge has no prompt for \(question.criterion)", judge: identity
            )
        }
        let exchange = JudgeExchange(
            question, prompt: prompt, sampling: sampling, binds: model.features.contains(.json), repairs: repairs, judge: identity)
        return await run(exchange, clock: clock)
    }

    private func run<Time: Clock>(_ exchange: JudgeExchange, clock: Time) async -> Verdict where Time.Duration == Duration {
        var exchange = exchange
        let end = deadline.map { clock.now.advanced(by: $0) }
        var request = exchange.first
        while true {
            switch exchange.take(await event(of: request, until: end, clock: clock)) {
            case .answer(let verdict): return verdict
            case .ask(let next): request = next
            }
        }
    }

    private func event<Time: Clock>(
        of request: ChatRequest, until end: Time.Instant?, clock: Time
    ) async -> JudgeExchange.Event where Time.Duration == Duration {
        do {
            guard let reply = try await withDeadline(end, clock: clock, { try await model.reply(to: request) }) else { return .ranOut }
            return .replied(reply)
        } catch is CancellationError {
            return .failed("the question was cancelled")
        } catch let missed as HoldfastError {
            if let reply = (missed.cause as? UnwantedChatReply)?.reply { return .replied(reply) }
            return .failed(missed.description)
        } catch {
            return .failed("\(error)")
        }
    }
}

/// The body's result, or nil where the clock gets to the end first; the body is then cancelled.
func withDeadline<Time: Clock, Result: Sendable>(
    _ end: Time.Instant?, clock: Time, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    guard let end else { return try await body() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(until: end, tolerance: nil)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
