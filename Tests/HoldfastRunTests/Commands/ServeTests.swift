// SPDX-License-Identifier: Apache-2.0

import Foundation
import HoldfastTrajectories
import Testing

@Suite("A simulator behind a URL", .enabled(if: Program.path != nil, "the holdfast program is not built beside the tests"))
struct ServeTests {
    @Test("rollout and eval sample it, train refuses it, doctor looks at it, and a signal ends it")
    func served() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let serving = try ServingProgram(simulator: tiny.simulator)
            // Of the simulator only the tokenizer is needed on this side.
            let remote = "\(folder)/remote"
            try FileManager.default.createDirectory(atPath: remote, withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: "\(tiny.simulator)/tokenizer.json", toPath: "\(remote)/tokenizer.json")
            let options = ["--config", tiny.configuration, "--simulator", remote, "--simulator.server", serving.url]

            let rollout = try Program.run(["rollout", "--episodes", "3", "--out", "\(folder)/remote.h5"] + options)
            #expect(rollout.status == 0, "\(rollout.errors)")
            let episodes = try ShardReader("\(folder)/remote.h5").episodes()
            #expect(episodes.count == 3)
            #expect(try ShardReader("\(folder)/remote.h5").summary().labels["simulator"] == serving.url)

            let evaluated = try Program.run(["eval", "--json"] + options)
            #expect(evaluated.status == 0, "\(evaluated.errors)")
            #expect(evaluated.output.contains(serving.url))

            let trained = try Program.run(["train", "--output", "\(folder)/run", "--config", tiny.configuration, "--simulator.server", serving.url])
            #expect(trained.status == 2)
            #expect(trained.errors.contains("frozen simulator") && trained.errors.split(separator: "\n").count == 1, "\(trained.errors)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))

            let report = try Program.run(["doctor", "--server", serving.url, "--json"])
            let answers = try #require(try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any])
            #expect(answers["models"] as? [String] == ["tiny"])
            #expect(answers["serves_simulators"] as? Bool == true && answers["context_length"] as? Int == 2048)

            #expect(serving.stop(with: SIGTERM) == 0)
        }
    }

    @Test("Ctrl-C ends it, and a port that is taken is one line")
    func ends() throws {
        try withFolder { folder in
            let tiny = try TinyRun(in: folder)
            let serving = try ServingProgram(simulator: tiny.simulator)
            let port = try #require(serving.url.split(separator: ":").last)
            let second = try Program.run(["serve", "--simulator", tiny.simulator, "--port", String(port)])
            #expect(second.status == 1)
            #expect(
                second.errors.contains("cannot listen on 127.0.0.1:\(port)") && second.errors.split(separator: "\n").count == 1, "\(second.errors)")
            #expect(serving.stop(with: SIGINT) == 0)
        }
    }

    @Test(
        "a server that cannot be used is one line and status 2",
        arguments: [("http://me:secret@localhost", "password"), ("localhost:1", "no URL"), ("ftp://localhost", "no URL")])
    func refused(url: String, mention: String) throws {
        let (status, _, errors) = try Program.run(["doctor", "--server", url])
        #expect(status == 2)
        #expect(errors.contains(mention) && !errors.contains("secret") && errors.split(separator: "\n").count == 1, "\(errors)")
    }
}
