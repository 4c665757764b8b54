package io.jenkins.plugins.wanfirstlastframe;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import jenkins.model.ArtifactManager;
import jenkins.model.ArtifactManagerConfiguration;
import jenkins.model.ArtifactManagerFactory;
import jenkins.model.StandardArtifactManager;
import jenkins.util.VirtualFile;

/** An artifact store whose files have addresses for everybody, signed as Amazon does it. */
final class PublishingArchive extends ArtifactManagerFactory implements AutoCloseable {

    /** The end of each signed address; stands in no file of Jenkins, since nobody needs to keep it. */
    static final String SIGNATURE = "X-Amz-Signature=5ecret5ecret5ecret";

    private static final String QUERY =
            "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20990101T000000Z&X-Amz-Expires=3600&";

    private final transient String base;

    private PublishingArchive(String base) {
        this.base = base;
    }

    /** @param base what addresses begin with, such as {@code https://bucket.invalid/} */
    static PublishingArchive install(String base) {
        PublishingArchive archive = new PublishingArchive(base);
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().add(archive);
        return archive;
    }

    @Override
    public ArtifactManager managerFor(Run<?, ?> build) {
        return new StandardArtifactManager(build) {
            @Override
            public VirtualFile root() {
                return base == null ? super.root() : new Published(super.root(), base);
            }
        };
    }

    @Override
    public void close() {
        ArtifactManagerConfiguration.get().getArtifactManagerFactories().remove(this);
    }

    private static final class Published extends VirtualFile {
        private static final long serialVersionUID = 1L;

        private final VirtualFile file;
        private final String address;

        Published(VirtualFile file, String address) {
            this.file = file;
            this.address = address;
        }

        @Override
        public URL toExternalURL() throws IOException {
            return URI.create(address + QUERY + SIGNATURE).toURL();
        }

        @Override
        public VirtualFile child(String name) {
            return new Published(
                    file.child(name), address + (address.endsWith("/") ? "" : "/") + name.replace(" ", "%20"));
        }

        @Override
        public VirtualFile[] list() throws IOException {
            return Arrays.stream(file.list()).map(each -> child(each.getName())).toArray(VirtualFile[]::new);
        }

        @CheckForNull
        @Override
        public VirtualFile getParent() {
            return file.getParent();
        }

        @Override
        public String getName() {
            return file.getName();
        }

        @Override
        public URI toURI() {
            return file.toURI();
        }

        @Override
        public boolean isDirectory() throws IOException {
            return file.isDirectory();
        }

        @Override
        public boolean isFile() throws IOException {
            return file.isFile();
        }

        @Override
        public boolean exists() throws IOException {
            return file.exists();
        }

        @Override
        public long length() throws IOException {
            return file.length();
        }

        @Override
        public long lastModified() throws IOException {
            return file.lastModified();
        }

        @Override
        public boolean canRead() throws IOException {
            return file.canRead();
        }

        @Override
        public InputStream open() throws IOException {
            return file.open();
        }
    }
}
