// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

struct Judge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Find out how far judges can be trusted: label items, calibrate judges, collect their disagreements.",
        subcommands: [JudgeCalibrate.self, JudgeLabel.self, JudgeDisagreements.self])
}
