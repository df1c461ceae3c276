// SPDX-License-Identifier: Apache-2.0

import HoldfastCore
import HoldfastEnvironment
import HoldfastRewards

/// The judges of a run: who rewards, who evaluates, and who follows the goal.
struct RunJudges: Sendable {
    /// Nil is the ledger.
    let rewarding: (any DriftJudge)?
    /// Nil where nobody evaluates beside the judge that rewards.
    let evaluating: (any DriftJudge)?
    let goal: any GoalJudge

    /// - Throws: what making the judges throws, such as `server` where a model cannot be reached.
    init(_ configuration: RunConfiguration, lexicon: @escaping @Sendable (String) -> Lexicon?) async throws {
        let rewards = configuration.rewards
        rewarding = try await Self.drift(rewards.judge)
        let isSame = rewards.sameJudge && rewards.judge == rewards.evaluationJudge
        evaluating = isSame ? nil : try await Self.drift(rewards.evaluationJudge) ?? LedgerDriftJudge(lexicon: lexicon)
        let ledger = LedgerGoalJudge(lexicon: lexicon)
        let section = configuration.environment.goalJudge
        goal =
            section.type == .ledger
            ? ledger
            : CombinedGoalJudge([
                ledger, QuestionGoalJudge(judge: try await JudgeFactory.judge(from: section), scope: configuration.environment.goalScope),
            ])
    }

    /// Nil for the ledger, which the scorer has by itself.
    private static func drift(_ section: JudgeSection) async throws -> (any DriftJudge)? {
        let ground: @Sendable (Scenario) -> String = { ScenarioPrompt.sentences(for: $0).joined(separator: "\n") }
        switch section.type {
        case .ledger: return nil
        case .text: return FreeTextDialogueJudge(ground: ground)
        case .model, .panel:
            return DialogueJudge(judge: try await JudgeFactory.judge(from: section), asksPairs: section.pairs, ground: ground)
        }
    }
}
