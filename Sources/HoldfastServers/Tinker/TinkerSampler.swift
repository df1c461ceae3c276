// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
import HoldfastTinkerProtocol

/// A request for one completion, checked and in the protocol's terms.
struct TinkerSampleRequest: Sendable {
    let request: SampleRequest
    let prompt: Tinker.ModelInput
    let parameters: Tinker.SamplingParameters
    private let spelling: TokenSpelling?
    private let vocabularySize: Int
    /// Tokens that fit.
    private let mostTokens: Int

    /// - Throws: `model` where the prompt fills the context or holds foreign tokens, and for stop sequences without spelling.
    init(_ request: SampleRequest, capabilities: ServerCapabilities, spelling: TokenSpelling?) throws {
        let asked = request.parameters
        let room = capabilities.contextLength - request.prompt.count
        guard !request.prompt.isEmpty, room > 0 else {
            throw HoldfastError(
                .model, "a prompt has \(request.prompt.count) tokens and the model's context \(capabilities.contextLength); shorten the dialogue")
        }
        try TrainingSequence.check(request.prompt, vocabulary: capabilities.vocabularySize, context: capabilities.contextLength)
        self.request = request
        self.spelling = request.spelling ?? spelling
        guard asked.stopSequences.isEmpty || self.spelling != nil else {
            throw HoldfastError(.model, "a request with stop sequences needs a spelling of the tokens; give SampleRequest.spelling")
        }
        vocabularySize = capabilities.vocabularySize
        mostTokens = min(asked.maxTokens, room)
        prompt = Tinker.ModelInput(tokens: request.prompt)
        // Texts are looked for here: servers take either tokens or texts, and find texts where their own tokenizer puts them.
        parameters = Tinker.SamplingParameters(
            maximumTokens: mostTokens, seed: request.randomKey.serverSeed, stop: asked.stopTokens.isEmpty ? .never : .tokens(asked.stopTokens),
            temperature: Double(asked.temperature), topK: asked.topK == 0 ? -1 : asked.topK, topP: Double(asked.topP))
    }

    /// The reply, every promise of which was checked: a wrong token or log-probability would be stored as if it were right.
    /// - Throws: `server`.
    func reply(_ sequence: Tinker.SampledSequence, version: Int, host: String) throws -> SampleReply {
        func refuse(_ what: String) -> HoldfastError { HoldfastError(.server, "the model server at \(host) \(what)") }
        var tokens = sequence.tokens
        guard var logprobs = sequence.logprobs else { throw refuse("gave no log-probabilities with a sample") }
        guard !tokens.isEmpty, tokens.count <= mostTokens, logprobs.count == tokens.count else {
            throw refuse("gave \(tokens.count) tokens with \(logprobs.count) log-probabilities where 1 to \(mostTokens) were asked for")
        }
        guard tokens.allSatisfy({ $0 >= 0 && $0 < vocabularySize }) else {
            throw refuse("gave a token outside the vocabulary of \(vocabularySize); it serves another model than the tokenizer belongs to")
        }
        guard logprobs.allSatisfy({ $0.isFinite && $0 <= 1e-3 }) else {
            throw refuse("gave a log-probability that is not finite or above 0; nothing of its reply can be trusted")
        }
        let asked = request.parameters
        let stopped = tokens.firstIndex(where: asked.stopTokens.contains)
        guard stopped == nil || stopped == tokens.count - 1 else { throw refuse("went on behind a stop token") }
        guard stopped != nil || sequence.stopReason == .length else {
            throw refuse("ended a completion with `stop` after token \(tokens[tokens.count - 1]), which is no stop token")
        }
        var (end, stop) = (stopped == nil ? CompletionEnd.length : .stopToken, StopSequenceEnd?.none)
        if let (count, found) = stopSequence(in: tokens) {
            (tokens, logprobs) = (Array(tokens[..<count]), Array(logprobs[..<count]))
            (end, stop) = (.stopSequence, found)
        }
        let isGreedy = asked.temperature == 0
        let model = asked.reshapes && asked.temperature == 1 ? logprobs : []
        if isGreedy { logprobs = tokens.map { _ in 0 } }
        return SampleReply(tokens: tokens, logprobs: logprobs, end: end, version: version, modelLogprobs: isGreedy ? [] : model, stop: stop)
    }

    /// Where the first of the stop sequences ends.
    private func stopSequence(in tokens: [Int32]) -> (tokens: Int, StopSequenceEnd)? {
        guard let spelling, !request.parameters.stopSequences.isEmpty else { return nil }
        var matcher = StopMatcher(request.parameters.stopSequences)
        for place in tokens.indices {
            guard let match = matcher.append(spelling[tokens[place]]) else { continue }
            let text = spelling.text(of: Array(tokens[...place]), bytes: match.kept)
            return (place + 1, StopSequenceEnd(sequence: request.parameters.stopSequences[match.index], text: text))
        }
        return nil
    }
}

/// A sampler at a server: weights that do not change any more.
struct TinkerSampler: Sendable {
    let id: String
    /// Of the weights.
    let version: Int
    let connection: TinkerConnection
    let host: String
    private var requests = 0

    init(id: String, version: Int, connection: TinkerConnection, host: String) {
        (self.id, self.version, self.connection, self.host) = (id, version, connection, host)
    }

    /// The number of the next request: they are counted from 0, and a repeated one keeps its own.
    mutating func next() -> Int {
        requests += 1
        return requests - 1
    }

    /// - Parameters:
    ///   - index: of the request in its call.
    ///   - namesStream: whether the server takes the name of a random stream in place of a seed.
    func reply(to request: TinkerSampleRequest, number: Int, index: Int, namesStream: Bool) async throws -> SampleReply {
        var body = Tinker.SampleRequest(
            prompt: request.prompt, parameters: request.parameters, samplingSessionID: id, sequenceID: number)
        if namesStream { body.randomKey = Tinker.RandomKeyFields(request.request.randomKey) }
        let place = TinkerConnection.Place(dialogue: Self.dialogue(request.request), index: index)
        let response = try await ask(body, place)
        guard let sequence = response.sequences.first, response.sequences.count == 1 else {
            throw HoldfastError(.server, "the model server at \(host) gave \(response.sequences.count) completions for one")
        }
        return try request.reply(sequence, version: version, host: host)
    }

    /// Log-probabilities of the tokens from the second on: those of a prompt, of which one more token is asked for, since none cannot be.
    func score(_ tokens: [Int32], number: Int, index: Int) async throws -> [Float] {
        let body = Tinker.SampleRequest(
            prompt: Tinker.ModelInput(tokens: tokens), parameters: Tinker.SamplingParameters(maximumTokens: 1, seed: 0, stop: .never),
            samplingSessionID: id, sequenceID: number, wantsPromptLogprobs: true)
        let response = try await ask(body, TinkerConnection.Place(dialogue: index, index: index))
        let values = try response.promptLogprobs(for: tokens.count)?.dropFirst().compactMap(\.self) ?? []
        guard values.count == tokens.count - 1, values.allSatisfy({ $0.isFinite && $0 <= 1e-3 }) else {
            throw HoldfastError(
                .server, "the model server at \(host) gave \(values.count) usable log-probabilities for a prompt of \(tokens.count) tokens")
        }
        return Array(values)
    }

    /// A promise that the server has forgotten is asked for anew: samples have no effect.
    private func ask(_ body: Tinker.SampleRequest, _ place: TinkerConnection.Place) async throws -> Tinker.SampleResponse {
        func once() async throws -> Tinker.SampleResponse {
            let promise = try await connection.call("/asample", body, place: place, for: Tinker.Promise.self)
            return try await connection.tensors(of: promise, place: place, as: Tinker.SampleResponse.self)
        }
        return try await TinkerModel.asking(connection, "/asample") {
            do { return try await once() } catch FutureProblem.gone { return try await once() }
        }
    }

    private static func dialogue(_ request: SampleRequest) -> Int {
        guard let session = request.session else { return Int(request.randomKey.group) &* 65_537 &+ Int(request.randomKey.rollout) }
        return Int(truncatingIfNeeded: StableHash.of(session))
    }
}
