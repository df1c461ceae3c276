// SPDX-License-Identifier: Apache-2.0

extension AnalysisReport {
    /// What stands in place of a number that is none.
    static let notFinite = "not a finite number"

    /// The report as it can be shown and written: an estimate whose value is not a finite number is absent and says so, one whose interval is
    /// not finite has none, and points of figures that are not finite are left out.
    public var finite: AnalysisReport {
        var report = self
        report.sections = sections.map { section in
            var section = section
            for table in section.tables.indices {
                for row in section.tables[table].rows.indices {
                    section.tables[table].rows[row].cells = section.tables[table].rows[row].cells.map(\.finite)
                }
            }
            section.figures = section.figures.map(\.finite)
            return section
        }
        return report
    }
}

extension ReportCell {
    /// The cell, absent where its number is not finite.
    var finite: ReportCell {
        guard case .estimate(let estimate, let digits, let signed) = self else { return self }
        return estimate.finite.map { .estimate($0, digits: digits, signed: signed) } ?? .absent(AnalysisReport.notFinite)
    }
}

extension Estimate {
    /// The estimate without an interval that is not finite at both ends; nil where the value is not finite.
    var finite: Estimate? {
        guard value.isFinite else { return nil }
        guard let low, let high, low.isFinite, high.isFinite else { return Estimate(value: value, observations: observations) }
        return self
    }
}

extension ReportFigure {
    fileprivate var finite: ReportFigure {
        var figure = self
        figure.x = x.finite
        figure.y = y.finite
        for series in figure.series.indices {
            figure.series[series].points = figure.series[series].points.compactMap { point in
                guard point.x.isFinite, let y = point.y.finite else { return nil }
                var point = point
                point.y = y
                return point
            }
        }
        return figure
    }
}

extension FigureAxis {
    fileprivate var finite: FigureAxis {
        var axis = self
        axis.low = low.flatMap { $0.isFinite ? $0 : nil }
        axis.high = high.flatMap { $0.isFinite ? $0 : nil }
        return axis
    }
}
