package io.jenkins.plugins.wanfirstlastframe.process;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.remoting.VirtualChannel;
import hudson.remoting.Which;
import io.jenkins.plugins.wanfirstlastframe.client.PlainText;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptLibraries;
import io.jenkins.plugins.wanfirstlastframe.script.ScriptMain;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import jenkins.MasterToSlaveFileCallable;

/**
 * The jars that a script's process needs: those that this plugin and the library plugins have in Jenkins anyway. A node is
 * sent each of them once, and keeps it by its hash.
 */
final class ScriptJars {

    private static final String CACHE = "caches/wan-first-last-frame";
    private static final String OWN_JAR = "wan-first-last-frame.jar";

    private ScriptJars() {}

    /** A jar as the node is to have it. */
    private record Jar(String name, String sha256) implements Serializable {

        /** Its place below the node's folder. */
        String path() {
            return CACHE + "/" + sha256 + "/" + name;
        }
    }

    /** A jar on the controller. */
    private record Source(String name, Content content) {}

    private interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Has a node keep the jars.
     *
     * @param workspace a folder of the node
     * @return their paths on the node, in the order of a class path
     * @throws AbortException if the node has no folder for them
     */
    static List<String> ship(FilePath workspace) throws IOException, InterruptedException {
        FilePath root = root(workspace);
        Map<Jar, Content> jars = new LinkedHashMap<>();
        for (Source source : sources()) {
            jars.put(new Jar(source.name(), hash(source.content())), source.content());
        }
        List<Jar> missing = root.act(new FindMissing(new ArrayList<>(jars.keySet())));
        for (Jar jar : missing) {
            FilePath part = root.child(CACHE + "/" + UUID.randomUUID() + ".part");
            try (InputStream in = jars.get(jar).open()) {
                part.copyFrom(in);
            }
            root.act(new Accept(part.getName(), jar));
        }
        return jars.keySet().stream()
                .map(jar -> root.child(jar.path()).getRemote())
                .toList();
    }

    private static FilePath root(FilePath workspace) throws AbortException {
        Computer computer = workspace.toComputer();
        Node node = computer == null ? null : computer.getNode();
        FilePath root = node == null ? null : node.getRootPath();
        if (root == null) {
            throw new AbortException("Nothing was run: the agent is not connected.");
        }
        return root;
    }

    private static List<Source> sources() throws IOException {
        List<Source> sources = new ArrayList<>();
        File own = Which.jarFile(ScriptMain.class);
        if (own.isDirectory()) {
            byte[] packed = pack(own.toPath());
            sources.add(new Source(OWN_JAR, () -> new ByteArrayInputStream(packed)));
        } else {
            sources.add(new Source(OWN_JAR, () -> Files.newInputStream(own.toPath())));
        }
        for (String name : ScriptLibraries.CLASSES) {
            File jar = library(name);
            sources.add(new Source(fileName(jar), () -> Files.newInputStream(jar.toPath())));
        }
        return sources;
    }

    private static File library(String className) throws IOException {
        try {
            return Which.jarFile(Class.forName(className, false, ScriptJars.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new IOException("a library of this plugin is missing: " + className, e);
        }
    }

    private static String fileName(File jar) {
        return jar.getName().replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** Packs classes that are no jar yet, as they are while the plugin is developed; the same bytes for the same classes. */
    private static byte[] pack(Path classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Path here = classes.resolve(ScriptMain.class.getPackageName().replace('.', '/'))
                .resolveSibling("");
        List<Path> files = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(here)) {
            tree.filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Path file : files) {
                ZipEntry entry =
                        new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/'));
                entry.setTime(0);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String hash(Content content) throws IOException {
        try (InputStream in = content.open()) {
            return hash(in);
        }
    }

    private static String hash(InputStream in) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean isWhole(Path file, String sha256) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return hash(in).equals(sha256);
        }
    }

    /** Tells which jars a node lacks, or has with another content. */
    private static final class FindMissing extends MasterToSlaveFileCallable<ArrayList<Jar>> {
        private static final long serialVersionUID = 1L;
        private final ArrayList<Jar> jars;

        FindMissing(ArrayList<Jar> jars) {
            this.jars = jars;
        }

        @Override
        public ArrayList<Jar> invoke(File root, VirtualChannel channel) throws IOException {
            ArrayList<Jar> missing = new ArrayList<>();
            for (Jar jar : jars) {
                if (!isWhole(root.toPath().resolve(jar.path()), jar.sha256())) {
                    missing.add(jar);
                }
            }
            return missing;
        }
    }

    /** Gives a jar that has arrived its name, once it is whole. */
    private static final class Accept extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;
        private final String part;
        private final Jar jar;

        Accept(String part, Jar jar) {
            this.part = part;
            this.jar = jar;
        }

        @Override
        public Void invoke(File root, VirtualChannel channel) throws IOException {
            Path arrived = root.toPath().resolve(CACHE).resolve(part);
            try {
                if (!isWhole(arrived, jar.sha256())) {
                    throw new IOException(PlainText.oneLine(jar.name(), 80) + " did not arrive whole on the agent");
                }
                Path target = root.toPath().resolve(jar.path());
                Files.createDirectories(target.resolveSibling(""));
                Files.move(arrived, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return null;
            } finally {
                Files.deleteIfExists(arrived);
            }
        }
    }
}
