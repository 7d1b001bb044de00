extension Schema {
    /// References between the inventory's tables: unknown names are refused, renames and removals cascade, and
    /// what is in use stays.
    static let references =
        [nodeReferences, profileReferences, imageReferences, installGuard, menuPosition].joined(
            separator: "\n")

    private static let nodeReferences = """
        \(known("node", from: "node_mac", remedy: "add the node first"))
        \(known("node", from: "node_profile", remedy: "add the node first"))
        \(known("node", from: "node_variable", remedy: "add the node first"))
        \(takenName(of: "node"))
        CREATE TRIGGER node_renamed AFTER UPDATE OF name ON node WHEN OLD.name <> NEW.name BEGIN
            UPDATE node_mac SET node = NEW.name WHERE node = OLD.name;
            UPDATE node_profile SET node = NEW.name WHERE node = OLD.name;
            UPDATE node_variable SET node = NEW.name WHERE node = OLD.name;
        END;
        CREATE TRIGGER node_deleted AFTER DELETE ON node BEGIN
            DELETE FROM node_mac WHERE node = OLD.name;
            DELETE FROM node_profile WHERE node = OLD.name;
            DELETE FROM node_variable WHERE node = OLD.name;
        END;

        -- Under OR REPLACE as well, which would take an address from its owner without firing any trigger.
        CREATE TRIGGER node_mac_insert_owned BEFORE INSERT ON node_mac
        WHEN EXISTS (SELECT 1 FROM node_mac WHERE mac = NEW.mac AND node <> NEW.node) BEGIN
            SELECT \(ownedMAC);
        END;
        CREATE TRIGGER node_mac_update_owned BEFORE UPDATE OF mac ON node_mac
        WHEN NEW.mac <> OLD.mac AND EXISTS (SELECT 1 FROM node_mac WHERE mac = NEW.mac) BEGIN
            SELECT \(ownedMAC);
        END;
        """

    private static let ownedMAC = refusal(
        """
        'MAC address ' || NEW.mac || ' already belongs to node "' || \
        (SELECT node FROM node_mac WHERE mac = NEW.mac) || '"; remove it there first'
        """)

    private static let profileReferences = """
        \(known("profile", from: "node", remedy: "import it first with rackrise profile import"))
        \(known("profile", from: "node_profile", remedy: "import it first with rackrise profile import"))
        \(known("profile", from: "profile_image", remedy: "import it first with rackrise profile import"))
        \(takenName(of: "profile"))
        CREATE TRIGGER profile_renamed AFTER UPDATE OF name ON profile WHEN OLD.name <> NEW.name BEGIN
            UPDATE node SET profile = NEW.name WHERE profile = OLD.name;
            UPDATE node_profile SET profile = NEW.name WHERE profile = OLD.name;
            UPDATE profile_image SET profile = NEW.name WHERE profile = OLD.name;
        END;
        CREATE TRIGGER profile_delete_used BEFORE DELETE ON profile
        WHEN EXISTS (SELECT 1 FROM node WHERE profile = OLD.name)
            OR EXISTS (SELECT 1 FROM node_profile WHERE profile = OLD.name)
        BEGIN
            SELECT \(refusal(
                """
                'profile "' || OLD.name || '" is used by node "' || coalesce( \
                (SELECT min(name) FROM node WHERE profile = OLD.name), \
                (SELECT min(node) FROM node_profile WHERE profile = OLD.name)) \
                || '"; give the node another profile first'
                """));
        END;
        CREATE TRIGGER profile_deleted AFTER DELETE ON profile BEGIN
            DELETE FROM profile_image WHERE profile = OLD.name;
        END;
        """

    private static let imageReferences = """
        \(known("image", from: "profile", remedy: "import it first with rackrise profile import"))
        \(known("image", from: "profile_image", remedy: "import it first with rackrise profile import"))
        CREATE TRIGGER image_update BEFORE UPDATE ON image BEGIN
            SELECT RAISE(ABORT, 'an image is named by its content and never changes; import the new build instead');
        END;
        CREATE TRIGGER image_delete_used BEFORE DELETE ON image
        WHEN EXISTS (SELECT 1 FROM profile_image WHERE image = OLD.version) BEGIN
            SELECT \(refusal(
                """
                'image ' || OLD.version || ' is kept by profile "' || \
                (SELECT min(profile) FROM profile_image WHERE image = OLD.version) || '"; import another there first'
                """));
        END;

        -- A profile's history always has its current image.
        CREATE TRIGGER profile_inserted_image AFTER INSERT ON profile WHEN NEW.image IS NOT NULL BEGIN
            \(keepImage)
        END;
        CREATE TRIGGER profile_updated_image AFTER UPDATE OF image ON profile WHEN NEW.image IS NOT NULL BEGIN
            \(keepImage)
        END;
        CREATE TRIGGER profile_image_delete_current BEFORE DELETE ON profile_image
        WHEN OLD.image = (SELECT image FROM profile WHERE name = OLD.profile) BEGIN
            SELECT \(currentImage);
        END;
        CREATE TRIGGER profile_image_update_current BEFORE UPDATE OF profile, image ON profile_image
        WHEN (NEW.image <> OLD.image OR NEW.profile <> OLD.profile)
            AND OLD.image = (SELECT image FROM profile WHERE name = OLD.profile)
        BEGIN
            SELECT \(currentImage);
        END;
        """

    // Not INSERT OR IGNORE: a trigger takes over the conflict clause of the statement that fires it.
    private static let keepImage = """
        INSERT INTO profile_image (profile, image, activated_at)
        SELECT NEW.name, NEW.image, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
        WHERE NOT EXISTS (SELECT 1 FROM profile_image WHERE profile = NEW.name AND image = NEW.image);
        """

    private static let currentImage = refusal(
        """
        'image ' || OLD.image || ' is the current one of profile "' || OLD.profile || '"; roll back or import another first'
        """)

    /// Nothing runs plans yet; the migration that brings jobs replaces these two triggers.
    private static let installGuard = ["INSERT", "UPDATE OF boot"].map {
        """
        CREATE TRIGGER node_\($0.prefix(6).lowercased())_install BEFORE \($0) ON node WHEN NEW.boot = 'install' BEGIN
            SELECT RAISE(ABORT, 'install is not available until an install plan is attached to the profile');
        END;
        """
    }.joined(separator: "\n")

    private static let menuPosition = """
        CREATE TRIGGER node_profile_position AFTER INSERT ON node_profile WHEN NEW.position = 0 BEGIN
            UPDATE node_profile
            SET position = (SELECT 1 + max(position) FROM node_profile WHERE node = NEW.node)
            WHERE node = NEW.node AND profile = NEW.profile;
        END;
        """

    /// A trigger that refuses a rename to a name in use, under OR REPLACE as well, which would merge the two silently.
    private static func takenName(of table: String) -> String {
        """
        CREATE TRIGGER \(table)_rename_taken BEFORE UPDATE OF name ON \(table)
        WHEN NEW.name <> OLD.name AND EXISTS (SELECT 1 FROM \(table) WHERE name = NEW.name) BEGIN
            SELECT \(refusal("'there is already a \(table) \"' || NEW.name || '\"; choose another name'"));
        END;
        """
    }

    /// Triggers that refuse an unknown name in the column `parent` of `child`; both are called alike.
    ///
    /// `exception` is a condition under which any value passes.
    static func known(
        _ parent: String, from child: String, remedy: String, unless exception: String? = nil
    ) -> String {
        let key = ["image": "version", "plan": "revision"][parent] ?? "name"
        let condition = exception.map { "NOT (\($0)) AND " } ?? ""
        return ["INSERT", "UPDATE OF \(parent)"].map { change in
            """
            CREATE TRIGGER \(child)_\(change.prefix(6).lowercased())_unknown_\(parent) BEFORE \(change) ON \(child)
            WHEN \(condition)NOT EXISTS (SELECT 1 FROM \(parent) WHERE \(key) = NEW.\(parent)) BEGIN
                SELECT \(refusal("'there is no \(parent) \"' || NEW.\(parent) || '\"; \(remedy)'"));
            END;
            """
        }.joined(separator: "\n")
    }
}
