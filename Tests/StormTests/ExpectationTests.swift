import Testing

@testable import Storm

struct ExpectationTests {
    private let expectation = Expectation(
        chainloader: "snponly.efi",
        ending: .image(
            kernel: Expectation.File(size: 10, sha256: "k"),
            initrd: Expectation.File(size: 100, sha256: "i", segment: 20...28)))

    private static let cases: [(Stage, UInt64, String?, String?)] = [
        (.kernel, 10, "k", nil), (.kernel, 10, nil, nil), (.kernel, 11, nil, "file has 11 octets, not 10"),
        (.kernel, 10, "x", "file has the SHA-256 x, not k"), (.initrd, 120, "x", nil),
        (.initrd, 128, nil, nil),
        (.initrd, 100, nil, "file has 100 octets, not 120 to 128"),
        (.initrd, 132, nil, "file has 132 octets, not 120 to 128"),
    ]

    @Test(arguments: cases)
    func `a file is as long as what was imported and the machine's own segment`(
        stage: Stage, bytes: UInt64, digest: String?, complaint: String?
    ) {
        let passage = Passage(stage: stage, name: "file", took: .zero, bytes: bytes, entityTag: nil)
        #expect(expectation.complaint(about: passage, digest: digest) == complaint)
    }

    @Test func `a boot that ends otherwise is told in a sentence`() {
        #expect(
            expectation.complaint(about: Machine.Ending.explained("no image"))
                == "it showed why it is not booted (no image), but should have started its image")
        let disk = Expectation(chainloader: nil, ending: .localDisk)
        #expect(
            disk.complaint(about: Machine.Ending.image)
                == "it started an image, but should have gone on with its own disk")
        #expect(
            Expectation(chainloader: nil, ending: .silence(.offer)).complaint(about: Machine.Ending.localDisk)
                == "it went on with its own disk, but should have had no answer at the stage offer")
    }
}
