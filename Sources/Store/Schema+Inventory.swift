extension Schema {
    /// The whitelist: images, profiles and nodes.
    ///
    /// A constraint's name is the sentence that SQLite shows when it fails.
    static let inventoryTables = """
        CREATE TABLE image (
            version TEXT NOT NULL PRIMARY KEY
                CONSTRAINT "an image version is 64 lower-case hexadecimal digits" CHECK (\(isDigest("version"))),
            kernel_sha256 TEXT NOT NULL
                CONSTRAINT "kernel_sha256 is 64 lower-case hexadecimal digits" CHECK (\(isDigest("kernel_sha256"))),
            kernel_size INTEGER NOT NULL CONSTRAINT "kernel_size is above zero" CHECK (kernel_size > 0),
            initrd_sha256 TEXT NOT NULL
                CONSTRAINT "initrd_sha256 is 64 lower-case hexadecimal digits" CHECK (\(isDigest("initrd_sha256"))),
            initrd_size INTEGER NOT NULL CONSTRAINT "initrd_size is above zero" CHECK (initrd_size > 0),
            command_line TEXT NOT NULL
                CONSTRAINT "command_line has no control characters" CHECK (\(isPlain("command_line"))),
            instruction_set TEXT NOT NULL
                CONSTRAINT "instruction_set is x86, arm32, arm64, riscv64 or loong64"
                CHECK (instruction_set IN ('x86', 'arm32', 'arm64', 'riscv64', 'loong64')),
            imported_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE profile (
            name TEXT NOT NULL PRIMARY KEY
                CONSTRAINT "a profile name is at most 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit"
                CHECK (\(isWord("name", of: "a-z0-9._-", atMost: 64)) AND name GLOB '[a-z0-9]*'),
            image TEXT REFERENCES image (version),
            offered_to_unknown INTEGER NOT NULL DEFAULT 0
                CONSTRAINT "offered_to_unknown is 0 or 1" CHECK (offered_to_unknown IN (0, 1))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX profile_by_image ON profile (image);

        CREATE TABLE profile_image (
            profile TEXT NOT NULL REFERENCES profile (name),
            image TEXT NOT NULL REFERENCES image (version),
            activated_at INTEGER NOT NULL,
            PRIMARY KEY (profile, image)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX profile_image_by_image ON profile_image (image);

        CREATE TABLE node (
            name TEXT NOT NULL PRIMARY KEY
                CONSTRAINT "a node name is at most 63 of a-z, 0-9 and '-', and begins with a letter or digit"
                CHECK (\(isWord("name", of: "a-z0-9-", atMost: 63)) AND name GLOB '[a-z0-9]*')
                CONSTRAINT "status, logs, cancel, retry and key are words of rackrise install, not node names"
                CHECK (name NOT IN ('status', 'logs', 'cancel', 'retry', 'key'))
                CONSTRAINT "a node name does not read as a MAC address"
                CHECK (name NOT GLOB '\(macPattern(separator: ""))' AND name NOT GLOB '\(macPattern(separator: "-"))'),
            profile TEXT NOT NULL REFERENCES profile (name),
            boot TEXT NOT NULL DEFAULT 'netboot'
                CONSTRAINT "boot is local, netboot or install" CHECK (boot IN ('local', 'netboot', 'install')),
            state TEXT NOT NULL DEFAULT 'allowed'
                CONSTRAINT "state is allowed, held or ignored" CHECK (state IN ('allowed', 'held', 'ignored')),
            local_boot TEXT NOT NULL DEFAULT 'auto'
                CONSTRAINT "local_boot is auto, sanboot, exit, exit-1 or no-offer"
                CHECK (local_boot IN ('auto', 'sanboot', 'exit', 'exit-1', 'no-offer'))
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX node_by_profile ON node (profile);

        CREATE TABLE node_mac (
            mac TEXT NOT NULL PRIMARY KEY
                CONSTRAINT "a mac is stored lower-case with colons, such as 52:54:00:12:34:56"
                CHECK (\(isStoredMAC("mac")))
                CONSTRAINT "a mac is one machine's own, not a group address" CHECK (substr(mac, 2, 1) GLOB '[02468ace]')
                CONSTRAINT "a mac is not all zero" CHECK (mac <> '00:00:00:00:00:00'),
            node TEXT NOT NULL REFERENCES node (name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX node_mac_by_node ON node_mac (node);

        CREATE TABLE node_profile (
            node TEXT NOT NULL REFERENCES node (name),
            profile TEXT NOT NULL REFERENCES profile (name),
            -- The place in the menu; 0 is replaced by the next free one.
            position INTEGER NOT NULL DEFAULT 0 CONSTRAINT "position is not negative" CHECK (position >= 0),
            PRIMARY KEY (node, profile)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX node_profile_by_profile ON node_profile (profile);

        CREATE TABLE node_variable (
            node TEXT NOT NULL REFERENCES node (name),
            name TEXT NOT NULL
                CONSTRAINT "a variable name is at most 64 of A-Z, a-z, 0-9, '.', '_' and '-'"
                CHECK (\(isWord("name", of: "A-Za-z0-9._-", atMost: 64))),
            value TEXT NOT NULL
                CONSTRAINT "a variable has at most 4096 octets and no control characters"
                CHECK (\(isPlain("value")) AND length(CAST(value AS BLOB)) <= 4096),
            PRIMARY KEY (node, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// Whether a profile's nodes find a file about themselves in their initrd.
    static let nodeFileColumn = """
        ALTER TABLE profile ADD COLUMN node_file INTEGER NOT NULL DEFAULT 0
            CONSTRAINT "node_file is 0 or 1" CHECK (node_file IN (0, 1));
        """

    /// What takes a UEFI machine to its kernel, since version 4.
    static let nodeLoader = """
        ALTER TABLE node ADD COLUMN loader TEXT NOT NULL DEFAULT 'ipxe'
            CONSTRAINT "loader is ipxe, shim-ipxe or shim-grub" CHECK (loader IN ('ipxe', 'shim-ipxe', 'shim-grub'));
        """

    /// Whether a column is a MAC address in the stored spelling.
    ///
    /// Here and below, octets are counted as well: `GLOB` and `length` stop at a NUL character.
    static func isStoredMAC(_ column: String) -> String {
        "\(column) GLOB '\(macPattern(separator: ":"))' AND length(CAST(\(column) AS BLOB)) = 17"
    }

    /// A `GLOB` pattern of six lower-case octets.
    static func macPattern(separator: String) -> String {
        Array(repeating: "[0-9a-f][0-9a-f]", count: 6).joined(separator: separator)
    }

    /// Whether a column is a SHA-256 digest in lower-case hexadecimal digits.
    static func isDigest(_ column: String) -> String {
        "\(column) NOT GLOB '*[^0-9a-f]*' AND length(CAST(\(column) AS BLOB)) = 64 AND length(\(column)) = 64"
    }

    /// Whether a column is a word of these characters, which `GLOB` takes as a set.
    static func isWord(_ column: String, of characters: String, atMost limit: Int) -> String {
        "\(column) NOT GLOB '*[^\(characters)]*' AND length(\(column)) = length(CAST(\(column) AS BLOB)) "
            + "AND length(\(column)) BETWEEN 1 AND \(limit)"
    }

    private static func isPlain(_ column: String) -> String {
        "\(column) NOT GLOB '*[' || char(1) || '-' || char(31) || char(127) || ']*' AND instr(\(column), char(0)) = 0"
    }
}
