import NetTypes
import Testing

struct StorePathTests {
    private static let hash = "0123456789abcdfghijklmnpqrsvwxyz"
    private static let object = "/nix/store/\(hash)-a"

    @Test(arguments: [
        (object, true), ("/nix/store/\(hash)-nixos-system-a+b._?=C-24.11", true),
        ("/nix/store/\(hash)-\(String(repeating: "n", count: 211))", true),
        ("/nix/store/\(hash)-\(String(repeating: "n", count: 212))", false),
        ("/nix/store/\(hash)-", false), ("/nix/store/\(hash)a", false), ("/nix/store/\(hash)", false),
        ("\(object)/init", false), ("\(object)/", false),
        ("/nix/store/0123456789abcdefghijklmnpqrsvwxy-a", false),
        ("/nix/store/0123456789ABCDFGHIJKLMNPQRSVWXYZ-a", false), ("/nix/store/*-a", false), ("", false),
        ("\(object) b", false), ("\(object)\n", false), ("\(object)ü", false), ("\(object)\0", false),
        ("/nix/store/", false), ("nix/store/\(hash)-a", false), ("/nix/store//\(hash)-a", false),
    ])
    func `a store path is one object of the store`(path: String, isValid: Bool) {
        #expect(StorePath.isValid(path) == isValid)
    }

    @Test(arguments: [
        ("\(object)/init", true), ("\(object)/bin/init", true), (object, false), ("\(object)/", false),
        ("\(object)//init", false), ("\(object)/bin/", false), ("/nix/store/\(hash)-/init", false),
        ("/nix/store//\(hash)-a/init", false), ("/sbin/init", false), ("", false),
    ])
    func `what is inside an object has a path below it`(path: String, isInside: Bool) {
        #expect(StorePath.isInsideObject(path.utf8) == isInside)
    }

    @Test(arguments: [hash, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"])
    func `a hash has 32 of Nix's digits`(text: String) {
        #expect(StorePath.isHash(text))
    }

    @Test(arguments: [
        "", "\(hash)0", "\(hash.dropLast())", "\(hash.dropLast())e", "\(hash.dropLast())o",
        "\(hash.dropLast())t",
        "\(hash.dropLast())u", "\(hash.dropLast())A", "\(hash.dropLast())-", "\(hash.dropLast(2))ü",
    ])
    func `anything else is no hash`(text: String) {
        #expect(!StorePath.isHash(text))
    }
}
