import OperatorFiles
import Testing

@Suite struct NearestNameTests {
    @Test(arguments: [
        ("wroker", "worker"), ("Worker", "worker"), ("control-plan", "control-plane"),
        ("al-in-one", "all-in-one"),
        ("workers", "worker"), ("worke", "worker"),
    ])
    func `a typing error finds its word`(word: String, expected: String) {
        #expect(NearestName.of(word, among: ["control-plane", "worker", "all-in-one"]) == expected)
    }

    @Test(arguments: ["database", "", "w", "wrkrs!", String(repeating: "worker", count: 30)])
    func `a different word finds none`(word: String) {
        #expect(NearestName.of(word, among: ["control-plane", "worker", "all-in-one"]) == nil)
    }

    @Test func `the nearest wins, and of equals the first`() {
        #expect(NearestName.of("node12", among: ["node1", "node123", "node12x", "node13"]) == "node1")
        #expect(NearestName.of("node12", among: ["node99", "node13"]) == "node13")
    }
}
