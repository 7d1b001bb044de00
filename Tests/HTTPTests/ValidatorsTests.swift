import HTTP
import Testing

struct ValidatorsTests {
    struct Case: CustomTestStringConvertible {
        let method: HTTPMethod
        let headers: HTTPHeaders
        let outcome: Validators.Outcome

        init(_ method: HTTPMethod, _ headers: HTTPHeaders, _ outcome: Validators.Outcome) {
            self.method = method
            self.headers = headers
            self.outcome = outcome
        }

        var testDescription: String {
            "\(method.rawValue) \(headers.fields.map { "\($0.name): \($0.value)" }.joined(separator: "; "))"
        }
    }

    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let exactly = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"
    private static let validators = Validators(entityTag: EntityTag("v1"), lastModified: 784_111_777)

    static let cases = [
        Case(.get, [:], .proceed),
        Case(.get, ["If-Match": "\"v1\""], .proceed),
        Case(.get, ["If-Match": "\"v0\", \"v1\""], .proceed),
        Case(.get, ["If-Match": "*"], .proceed),
        Case(.get, ["If-Match": "W/\"v1\""], .failed),
        Case(.get, ["If-Match": "\"v2\""], .failed),
        Case(.get, ["If-Match": "v1"], .failed),
        Case(.get, ["If-Match": ""], .failed),
        Case(.get, ["If-Unmodified-Since": exactly], .proceed),
        Case(.get, ["If-Unmodified-Since": before], .failed),
        Case(.get, ["If-Unmodified-Since": "yesterday"], .proceed),
        Case(.get, ["If-Match": "\"v1\"", "If-Unmodified-Since": before], .proceed),
        Case(.get, ["If-None-Match": "\"v1\""], .notModified),
        Case(.head, ["If-None-Match": "W/\"v1\""], .notModified),
        Case(.get, ["If-None-Match": "\"v0\",W/\"v1\""], .notModified),
        Case(.get, ["If-None-Match": "\"v0\"", "if-none-match": "\"v1\""], .notModified),
        Case(.get, ["If-None-Match": "*"], .notModified),
        Case(.put, ["If-None-Match": "*"], .failed),
        Case(.put, ["If-None-Match": "\"v2\""], .proceed),
        Case(.get, ["If-None-Match": "\"v2\""], .proceed),
        Case(.get, ["If-Modified-Since": exactly], .notModified),
        Case(.get, ["If-Modified-Since": after], .notModified),
        Case(.get, ["If-Modified-Since": before], .proceed),
        Case(.put, ["If-Modified-Since": after], .proceed),
        Case(.get, ["If-None-Match": "\"v2\"", "If-Modified-Since": after], .proceed),
        Case(.get, ["If-Match": "\"v2\"", "If-None-Match": "\"v1\""], .failed),
        Case(.get, ["If-Match": "\"v1\"", "If-None-Match": "\"v1\""], .notModified),
    ]

    @Test(arguments: cases)
    func `conditions are evaluated in the order of RFC 9110`(_ sample: Case) {
        #expect(Self.validators.outcome(for: sample.method, sample.headers) == sample.outcome)
    }

    @Test(
        arguments: [
            ([:], true), (["If-Range": "\"v1\""], true), (["If-Range": "W/\"v1\""], false),
            (["If-Range": "\"v2\""], false), (["If-Range": exactly], true), (["If-Range": after], false),
            (["If-Range": "junk"], false),
        ] as [(HTTPHeaders, Bool)])
    func `If-Range keeps parts of different versions apart`(_ headers: HTTPHeaders, _ allowed: Bool) {
        #expect(Self.validators.allowsRange(headers) == allowed)
    }

    @Test func `without validators conditions on them hold or fail safely`() {
        let none = Validators()
        #expect(none.outcome(for: .get, ["If-Match": "\"a\""]) == .failed)
        #expect(none.outcome(for: .get, ["If-None-Match": "\"a\""]) == .proceed)
        #expect(none.outcome(for: .get, ["If-Modified-Since": Self.after]) == .proceed)
        #expect(!none.allowsRange(["If-Range": "\"a\""]))
        #expect(!none.allowsRange(["If-Range": Self.exactly]))
    }

    @Test func `a tag that cannot be quoted is none`() {
        #expect(EntityTag("a\"b") == nil)
        #expect(EntityTag("a b") == nil)
        #expect(EntityTag("sha256-abc", isWeak: true)?.text == "W/\"sha256-abc\"")
    }
}
