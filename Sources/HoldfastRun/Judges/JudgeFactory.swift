// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastModels
public import HoldfastRewards

#if Servers
    import HoldfastServers
#endif

/// Makes judges from sections of a configuration.
public struct JudgeFactory {
    private var caches: [String: VerdictCache] = [:]

    private init() {}

    /// The judge of a section. A model's server is asked first what it can do.
    /// - Parameter ledger: who answers where the section says `ledger`; such a judge knows one scenario, and so only the caller can have it.
    /// - Throws: `configuration` for a section that cannot be carried out, also by this build; `server` where a server cannot be asked;
    ///   `store` where the cache cannot be used.
    public static func judge(from section: JudgeSection, ledger: (any Judge)? = nil) async throws -> any Judge {
        try section.validate(path: "judge")
        var factory = JudgeFactory()
        return try await factory.make(section, ledger: ledger, cache: section.cache)
    }

    private mutating func make(_ section: JudgeSection, ledger: (any Judge)?, cache: String) async throws -> any Judge {
        switch section.type {
        case .ledger:
            guard let ledger else {
                throw HoldfastError(
                    .configuration, "judge.type is ledger, which judges the scenarios of a run; here, name a judge of type model, panel or text")
            }
            return ledger
        case .text: return FreeTextJudge()
        case .model: return try await cachedModel(section, at: section.cache.isEmpty ? cache : section.cache)
        case .panel:
            var members: [any Judge] = []
            for member in section.members { members.append(try await make(member, ledger: ledger, cache: cache)) }
            return try JudgePanel(members, rule: section.panelRule)
        }
    }

    /// Where the server cannot be reached, verdicts that are in the cache are still had: a run can be scored again without it.
    private mutating func cachedModel(_ section: JudgeSection, at path: String) async throws -> any Judge {
        guard !path.isEmpty else { return try await Self.model(section) }
        let cache = try caches[path] ?? VerdictCache(path: path)
        caches[path] = cache
        do {
            let judge = try await Self.model(section)
            try cache.keep(judge.identity, of: section.fingerprint)
            return CachedJudge(judge, cache: cache)
        } catch let error as HoldfastError where error.code == .server {
            guard let identity = try cache.identity(of: section.fingerprint) else { throw error }
            Terminal().say("\(error.message); verdicts come from \(path) alone, and what is not in it is left open")
            return CachedJudge(UnreachableJudge(identity: identity, reason: error.message), cache: cache)
        }
    }

    private static func model(_ section: JudgeSection) async throws -> any Judge {
        #if Servers
            var configuration = OpenAIServerConfiguration(
                url: section.server, model: section.model.isEmpty ? nil : section.model,
                keyVariable: section.keyVariable.isEmpty ? nil : section.keyVariable, keyFile: section.keyFile.isEmpty ? nil : section.keyFile,
                concurrency: section.concurrency)
            let report = try await OpenAIServerReport(asking: configuration)
            if let use = report.uses[.judge], !use.isPossible {
                throw HoldfastError(.configuration, "the model server at \(section.server) cannot judge: \(use.how); name another one")
            }
            configuration.model = report.model
            configuration.dialect = report.dialect
            return ModelJudge(
                model: try await OpenAIChatModel(configuration, features: report.chatFeatures),
                sampling: JudgeSampling(temperature: section.temperature, maxTokens: section.maxTokens, seed: section.seed),
                repairs: section.repair ? 1 : 0, deadline: section.deadline == 0 ? nil : .seconds(section.deadline))
        #else
            throw MissingServers.error(.configuration, "judge.server")
        #endif
    }
}
