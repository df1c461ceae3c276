// SPDX-License-Identifier: Apache-2.0

import HoldfastCore

extension LoadedConfiguration<RunConfiguration> {
    /// Refuses judges that cannot be, and one judge for reward and evaluation unless that is wanted.
    /// - Throws: `configuration` with file, line and key path.
    func validateJudges() throws {
        let rewards = value.rewards
        try locating { try rewards.judge.validate(path: "rewards.judge") }
        try locating { try rewards.evaluationJudge.validate(path: "rewards.evaluation_judge") }
        try locating { try value.environment.goalJudge.validate(path: "environment.goal_judge") }
        for (path, section) in [("rewards.judge", rewards.judge), ("rewards.evaluation_judge", rewards.evaluationJudge)] {
            try require(
                !section.members.contains { $0.type == .ledger }, "\(path).members",
                "cannot hold the ledger, which answers for a whole scenario alone")
        }
        try require(
            ![JudgeType.text].contains(value.environment.goalJudge.type), "environment.goal_judge.type",
            "must be ledger, model or panel: the rules over free text know no goals")
        // Blame the one that somebody wrote.
        let paths = ["rewards.evaluation_judge", "rewards.judge"]
        let (blamed, other) = origin(of: paths[0]) == .defaults ? (paths[1], paths[0]) : (paths[0], paths[1])
        try require(
            rewards.sameJudge || !rewards.judge.shares(with: rewards.evaluationJudge), blamed,
            "asks a judge that \(other) asks too, so that what pleases the one pleases the other; name another, or set rewards.same_judge to true")
    }
}
