import BootModel
import Foundation
import Secrets
import Store
import Testing

struct SecretVaultTests {
    private let directory: String
    private let database: Database
    private let vault: SecretVault
    private let now = WallClock(milliseconds: 1)

    init() throws {
        directory = FileManager.default.temporaryDirectory.path + "/rackrise-vault-" + UUID().uuidString
        database = try Database(stateDirectory: directory)
        vault = SecretVault(stateDirectory: directory, database: database)
    }

    private func cleanUp() { try? FileManager.default.removeItem(atPath: directory) }

    @Test func `a value comes back, also from another process's vault`() throws {
        defer { cleanUp() }
        let value = Array("top secret".utf8) + [0, 10, 255]
        #expect(try !vault.set("token", to: value, at: now))
        #expect(try vault.value(of: "token") == value)
        #expect(try vault.set("token", to: [7], at: WallClock(milliseconds: 2)))
        let other = SecretVault(stateDirectory: directory, database: try Database(stateDirectory: directory))
        #expect(try other.value(of: "token") == [7])
        #expect(try other.names() == ["token"])
        #expect(try database.secrets() == [StoredSecret(name: "token", setAt: WallClock(milliseconds: 2))])
    }

    @Test func `nothing in the state directory holds the value`() throws {
        defer { cleanUp() }
        let value = "a-value-that-is-nowhere-else"
        try vault.set("token", to: Array(value.utf8), at: now)
        try vault.set("token", to: Array((value + "-2").utf8), at: now)
        let encoded = [value, Data(value.utf8).base64EncodedString()]
        var seen = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: directory) {
            let content = try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(file)"))
            for text in encoded { #expect(content.range(of: Data(text.prefix(24).utf8)) == nil, "\(file)") }
            seen += content.count
        }
        #expect(seen > 0)
    }

    @Test func `rows that were exchanged, changed or cut short do not open`() throws {
        defer { cleanUp() }
        try vault.set("a", to: Array("one".utf8), at: now)
        try vault.set("b", to: Array("two".utf8), at: now)
        let sealed = try #require(try database.sealedSecret("a"))
        var flipped = sealed
        flipped[20] ^= 1
        for (name, content) in [("b", sealed), ("a", flipped), ("a", Array(sealed.dropLast())), ("a", [1])] {
            try database.setSecret(name, sealed: content, at: now)
            #expect(throws: SecretError.damaged(name, keyFile: directory + "/secret.key")) {
                try vault.value(of: name)
            }
        }
        try database.setSecret("a", sealed: sealed, at: now)
        #expect(try vault.value(of: "a") == Array("one".utf8))
        try FileManager.default.removeItem(atPath: directory + "/secret.key")
        let error = #expect(throws: SecretError.self) { try vault.value(of: "a") }
        #expect(
            error?.description
                == "secret \"a\" does not open with \(directory)/secret.key: one of them was changed; restore that file, "
                + "or enter the secret anew with rackrise secret set a")
    }

    @Test(arguments: [
        ("", [UInt8(1)], "\"\" cannot name a secret"), ("a b", [1], "\"a b\" cannot name a secret"),
        (String(repeating: "x", count: 65), [1], "cannot name a secret"),
        ("a", [], "the value of secret \"a\" is empty"),
        ("a", [UInt8](repeating: 0, count: 65_537), "has 65537 octets; at most 65536 are stored"),
    ])
    func `what cannot be a secret is refused`(name: String, value: [UInt8], message: String) throws {
        defer { cleanUp() }
        let error = #expect(throws: SecretError.self) { try vault.set(name, to: value, at: now) }
        #expect(error?.description.contains(message) == true)
        #expect(try vault.names() == [])
    }

    @Test func `the longest value fits, and a missing one is named`() throws {
        defer { cleanUp() }
        let value = [UInt8](repeating: 5, count: SecretVault.valueLimit)
        try vault.set("big", to: value, at: now)
        #expect(try vault.value(of: "big") == value)
        #expect(throws: SecretError.missing("none")) { try vault.value(of: "none") }
    }

    @Test func `a secret tells which plans in use need it`() throws {
        defer { cleanUp() }
        try vault.set("token", to: [1], at: now)
        for (digit, name) in [("1", "used"), ("2", "idle")] {
            try database.addPlan(
                revision: String(repeating: digit, count: 64),
                canonical: #"{"files":[{"content":"x"},{"secret":"token"}]}"#, name: name, at: now)
        }
        let file = ImageFile(sha256: String(repeating: "a", count: 64), size: 1)
        try database.activate(
            NetbootImage(
                version: file.sha256, kernel: file, initrd: file, commandLine: "", instructionSet: .x86),
            for: "worker", at: now)
        #expect(try database.secrets()[0].plans == [])
        try database.attachPlan(String(repeating: "1", count: 64), to: "worker")
        #expect(try database.secrets()[0].plans == ["used"])
        try database.removeSecret("token")
        #expect(throws: StoreError.self) { try database.removeSecret("token") }
    }
}
