// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import HoldfastAnalysis

@Suite(.enabled(if: Browser.program != nil, "no Chromium was found; scripts/bootstrap --browser installs one"))
struct PageInBrowserTests {
    @Test(arguments: Inspection.Window.allCases, [false, true])
    func `The page shows everything, fits its window, and asks for nothing`(window: Inspection.Window, isHostile: Bool) throws {
        let facts = try Inspection.all.get()[isHostile ? 1 : 0].facts(window)
        #expect(facts.overflow <= 0, "\(facts.widest)")
        #expect(facts.brokenLinks == [])
        #expect(facts.repeatedIdentifiers == [])
        #expect(facts.title.contains("What runs/night holds"))
        #expect(facts.plots == 7, "one drawing a figure is shown")
        #expect(facts.clippedText == [])
        #expect(facts.cutTables == 0 || isHostile, "tables that would have to be pushed sideways")
        #expect(facts.colours > 100, "an empty page has few colours")
        #expect(window == .dark ? facts.brightness < 0.25 : facts.brightness > 0.75, "\(facts.brightness)")
    }

    @Test(arguments: [0, 1])
    func `Nothing is loaded, run or complained about`(index: Int) throws {
        let inspection = try Inspection.all.get()[index]
        #expect(inspection.requests == Array(repeating: inspection.page.absoluteString, count: Inspection.Window.allCases.count))
        #expect(inspection.complaints == [])
        #expect(inspection.foreignElements == [:], "elements that hostile text could have made")
    }

    @Test func `On paper there are pages with the plots on white`() throws {
        for inspection in try Inspection.all.get() {
            #expect(inspection.paper.prefix(5) == Data("%PDF-".utf8))
            #expect(inspection.paperBackground == "rgb(255, 255, 255)")
        }
    }
}

/// What a browser says about a page in several windows.
struct Inspection {
    enum Window: String, CaseIterable, Sendable {
        case light, dark, narrow
        var width: Int { self == .narrow ? 400 : 1280 }
    }

    struct Facts {
        var title = ""
        var overflow = 0
        var widest = ""
        var brokenLinks: [String] = []
        var repeatedIdentifiers: [String] = []
        var clippedText: [String] = []
        var cutTables = 0
        var plots = 0
        var brightness = 0.0
        var colours = 0
    }

    var page: URL
    private var byWindow: [Window: Facts] = [:]
    var requests: [String] = []
    var complaints: [String] = []
    var foreignElements: [String: Int] = [:]
    var paper = Data()
    var paperBackground = ""

    func facts(_ window: Window) -> Facts { byWindow[window] ?? Facts() }

    /// A plain page and one of hostile texts, looked at once for all tests.
    static let all = Result {
        guard let program = Browser.program else { throw Browser.Failure(description: "no browser") }
        let browser = try Browser(program)
        return try [false, true].map { try Inspection(isHostile: $0, browser: browser) }
    }

    /// Where the pages and pictures of the windows lie; with HOLDFAST_PICTURES=1 pictures show the whole page, to be looked at by people.
    private static let folder = packageFolder.appending(path: ".build/report-pictures")
    private static let showsAll = ProcessInfo.processInfo.environment["HOLDFAST_PICTURES"] == "1"

    private init(isHostile: Bool, browser: Browser) throws {
        let folder = Self.folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let name = isHostile ? "hostile" : "plain"
        page = folder.appending(path: "\(name).html")
        try Data(AnalysisReport.made(isHostile: isHostile).page().utf8).write(to: page)
        browser.requests = []
        browser.complaints = []
        for window in Window.allCases {
            try browser.open(page, width: window.width, height: 900, isDark: window == .dark)
            var facts = try JSONDecoder().decode(Answers.self, from: Data("\(browser.value(of: Answers.question))".utf8)).facts
            let picture = try browser.picture()
            (facts.brightness, facts.colours) = try Self.look(at: picture, through: browser)
            let shown = Self.showsAll ? try browser.picture(ofAll: true) : picture
            try shown.write(to: folder.appending(path: "\(name)-\(window.rawValue).png"))
            byWindow[window] = facts
        }
        requests = browser.requests.filter { !$0.hasPrefix("data:") }
        complaints = browser.complaints
        let counts =
            "Object.fromEntries(['script','img','iframe','b>b','link','object','form'].map(n => [n, document.querySelectorAll(n).length]).filter(p => p[1]))"
        foreignElements = (try browser.value(of: counts) as? [String: Int]) ?? ["unreadable": 1]
        try browser.open(page, width: 1280, height: 900, isDark: true, media: "print")
        paperBackground = "\(try browser.value(of: "getComputedStyle(document.documentElement).backgroundColor"))"
        paper = try browser.paper()
        try paper.write(to: folder.appending(path: "\(name).pdf"))
    }

    /// Brightness from 0 to 1 and the number of colours of a picture, which the browser itself decodes.
    private static func look(at picture: Data, through browser: Browser) throws -> (Double, Int) {
        let expression = """
            (async () => {
              const bytes = Uint8Array.from(atob("\(picture.base64EncodedString())"), c => c.charCodeAt(0));
              const image = await createImageBitmap(new Blob([bytes], {type: "image/png"}));
              const canvas = new OffscreenCanvas(image.width, image.height), context = canvas.getContext("2d");
              context.drawImage(image, 0, 0);
              const data = context.getImageData(0, 0, image.width, image.height).data, colours = new Set();
              let sum = 0;
              for (let i = 0; i < data.length; i += 4) {
                sum += 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
                if (i % 28 == 0) colours.add(data[i] << 16 | data[i + 1] << 8 | data[i + 2]);
              }
              return [sum / (data.length / 4) / 255, colours.size];
            })()
            """
        guard let numbers = try browser.value(of: expression) as? [NSNumber], numbers.count == 2 else { return (-1, 0) }
        return (numbers[0].doubleValue, numbers[1].intValue)
    }
}

/// What the page is asked, and the form of its answers.
private struct Answers: Decodable {
    var title: String
    var overflow: Int
    var widest: String
    var broken: [String]
    var repeated: [String]
    var clipped: [String]
    var plots: Int
    var cut: Int

    var facts: Inspection.Facts {
        var facts = Inspection.Facts()
        (facts.title, facts.overflow, facts.widest, facts.plots) = (title, overflow, widest, plots)
        (facts.brokenLinks, facts.repeatedIdentifiers, facts.clippedText) = (broken, repeated, clipped)
        facts.cutTables = cut
        return facts
    }

    static let question = """
        JSON.stringify((() => {
          const all = [...document.querySelectorAll("*")], shown = [...document.querySelectorAll("svg.plot")].filter(s => s.getClientRects().length);
          const ids = all.map(e => e.id).filter(i => i), room = document.documentElement.clientWidth;
          const wide = all.filter(e => !e.closest(".scroll,svg") && e.getBoundingClientRect().right > room + 1).map(e => e.tagName + "." + e.className);
          const clipped = shown.flatMap(s => { const box = s.getBoundingClientRect(); return [...s.querySelectorAll("text")]
            .filter(t => { const b = t.getBoundingClientRect(); return b.left < box.left - 4 || b.right > box.right + 4; }).map(t => t.textContent); });
          return {title: document.title, overflow: document.scrollingElement.scrollWidth - innerWidth, widest: wide.slice(0, 5).join(" "),
            broken: [...document.querySelectorAll("a")].map(a => a.getAttribute("href")).filter(h => h[0] != "#" || !document.getElementById(h.slice(1))),
            repeated: ids.filter((id, at) => ids.indexOf(id) != at), clipped, plots: shown.length,
            cut: [...document.querySelectorAll(".table")].filter(t => t.scrollWidth > t.clientWidth).length};
        })())
        """
}

let packageFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
