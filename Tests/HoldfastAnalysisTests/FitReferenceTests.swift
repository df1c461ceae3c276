// SPDX-License-Identifier: Apache-2.0
import Foundation
import HoldfastAnalysis
import Testing

/// Against scipy and statsmodels; `scripts/reference-values` wrote the values.
@Suite struct FitReferenceTests {
    private struct File: Decodable {
        struct Saturating: Decodable {
            var name: String
            var t: [Double]
            var v: [Double]
            var weights: [Double]
            var start: Double
            var level: Double
            var rate: Double
            var squares: Double
            var inside: Bool
            var errors: [Double]?
        }
        struct Trend: Decodable {
            var x: [Double]
            var y: [Double]
            var weights: [Double]
            var intercept: Double
            var slope: Double
        }

        var saturating: [Saturating]
        var trends: [Trend]
    }

    private let file: File

    init() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/fits.json")
        file = try JSONDecoder().decode(File.self, from: Data(contentsOf: path))
    }

    @Test func `saturating fits are those of scipy from many starts`() throws {
        #expect(file.saturating.count == 28)
        #expect(file.saturating.count { $0.inside } > 8)
        for known in file.saturating {
            let fit = try #require(SaturatingFit(t: known.t, v: known.v, weights: known.weights))
            #expect(fit.squares <= known.squares + 1e-9, "\(known.name): \(fit), scipy has \(known.squares)")
            guard known.inside else { continue }
            #expect(abs(fit.start - known.start) < 1e-6 && abs(fit.level - known.level) < 1e-6, "\(known.name): \(fit), \(known)")
            #expect(abs(fit.rate - known.rate) < 1e-6 * max(1, known.rate), "\(known.name): \(fit), \(known)")
            #expect(abs(fit.squares - known.squares) < 1e-9, "\(known.name)")
        }
    }

    @Test func `errors of saturating fits are those of curve_fit`() throws {
        var compared = 0
        for known in file.saturating {
            let fit = try #require(SaturatingFit(t: known.t, v: known.v, weights: known.weights))
            guard let errors = known.errors, fit.shape == .curved else { continue }
            let ours = try #require(fit.errors(t: known.t, weights: known.weights), "\(known.name)")
            for (mine, theirs) in zip([ours.start, ours.level, ours.rate], errors) {
                // Theirs take the slopes by differences where ours are exact.
                #expect(abs(mine - theirs) < 1e-6 * max(1, theirs), "\(known.name): \(ours), \(errors)")
            }
            compared += 1
        }
        #expect(compared > 8)
    }

    @Test func `lines are those of statsmodels`() throws {
        #expect(file.trends.count == 3)
        for known in file.trends {
            let trend = try #require(LinearTrend(x: known.x, y: known.y, weights: known.weights))
            #expect(abs(trend.slope - known.slope) < 1e-12 && abs(trend.intercept - known.intercept) < 1e-12)
        }
    }
}
