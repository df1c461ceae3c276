// SPDX-License-Identifier: Apache-2.0

import HoldfastTinkerProtocol
import Testing

struct PathsAndMetricsTests {
    @Test(arguments: TinkerPath.Kind.allCases) func `a path prints as it was read`(_ kind: TinkerPath.Kind) throws {
        let text = "tinker://42544021-9f39:train:0/\(kind.rawValue)/ck-1_ü.x"
        let path = try TinkerPath(text)
        #expect(path.modelID == "42544021-9f39:train:0" && path.kind == kind && path.name == "ck-1_ü.x" && path.description == text)
        #expect(try TinkerPath(modelID: path.modelID, kind: kind, name: path.name) == path)
    }

    @Test(arguments: [
        "", "tinker://", "tinker:/m/weights/n", "Tinker://m/weights/n", "file://m/weights/n", " tinker://m/weights/n", "tinker://m/n",
        "tinker:///weights/n", "tinker://m/weights/", "tinker://m//n", "tinker://m/weights/n/", "tinker://m/weights/a/b",
        "tinker://m/weights//n", "tinker://../weights/n", "tinker://m/weights/..", "tinker://m/weights/.", "tinker://m/../weights/n",
        "tinker://m/Weights/n", "tinker://m/weights/..%2f", "tinker://m/weights/a\\b", "tinker://m/weights/a\u{0}",
        "tinker://m/weights/a\n", "tinker://m/weights/a\u{202e}b", "tinker://m\u{7f}/weights/n", "tinker://m/weights/n?x", "tinker://m/weights/n#x",
        "tinker://m/weights/" + String(repeating: "n", count: 201), "tinker://m/weights/\u{301}/n", "tinker://m/weights\u{301}/n",
    ]) func `a path with a trick in it is refused`(_ text: String) {
        expectRefusal(": ") { try TinkerPath(text) }
    }

    @Test func `names of metrics are checked`() throws {
        #expect(try Tinker.MetricKey("loss:sum") == .lossSum)
        #expect(Tinker.MetricKey.gradientNorm.description == "grad_norm:mean")
        for reduction in Tinker.MetricKey.Reduction.allCases { #expect(try Tinker.MetricKey("x:\(reduction.rawValue)").reduction == reduction) }
        for text in ["", ":", "loss", "loss:", ":sum", "loss:sum:", "a:b:sum", "loss:total", "skyrl.ai/grad_norm", "loss:Sum"] {
            expectRefusal("is not called name:reduction") { try Tinker.MetricKey(text) }
        }
        try Tinker.MetricKey.check(["loss:sum": 1, "grad_norm:mean": 2])
        expectRefusal("\"b\"") { try Tinker.MetricKey.check(["a:sum": 1, "b": 2]) }
    }
}
