package io.jenkins.plugins.wanfirstlastframe.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.wanfirstlastframe.client.ImageSource.ExampleName;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource.ImageFile;
import io.jenkins.plugins.wanfirstlastframe.client.ImageSource.WebAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How an image's text is told to be an address, an example or a file. */
class ImageSourceTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start.png",
                "frames/door closed.png",
                "/srv/frames/start.png",
                "../start.png",
                "C:\\frames\\start.png",
                "c:/frames/start.png",
                "\\\\server\\share\\start.png",
                "example.com/start.png",
                "10.0.0.1/start.png",
                "start#1?.png",
                "stärt-\u72d7.png",
                "Runcomfy_Example_1259_1.gif",
                "~/start.png"
            })
    void aTextWithoutAnySchemeIsAPathAsItStands(String text) {
        ImageSource source = ImageSource.parse(text);
        assertThat(source, instanceOf(ImageFile.class));
        assertThat(source.toString(), is(text));
    }

    @Test
    void addressesAndExamplesAreWhatTheyWere() {
        assertThat(ImageSource.parse("https://a.example/x.png"), instanceOf(WebAddress.class));
        assertThat(ImageSource.parse("http://localhost:8080/x.png"), instanceOf(WebAddress.class));
        assertThat(ImageSource.parse("runcomfy_example_1259_1.PNG"), instanceOf(ExampleName.class));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png;base64,iVBORw0KGgo= | name an image file by its path, with nothing before it",
                "DATA:, | name an image file by its path, with nothing before it",
                "file:///srv/start.png | name an image file by its path, with nothing before it",
                "file:C:\\start.png | name an image file by its path, with nothing before it",
                "ftp://a.example/x.png | the service fetches images over https alone",
                "s3://bucket/x.png | the service fetches images over https alone",
                "localhost:8080/x.png | it has no https:// in front, or no host",
                "https:/x.png | it has no https:// in front, or no host",
                "//a.example/x.png | it has no https:// in front, or no host"
            })
    void otherSchemesAreRefused(String text, String why) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ImageSource.parse(text));
        assertThat(
                e.getMessage(),
                is("must be a public https:// URL, the path of an image file, or a RunComfy example name; " + why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\u0000.png", "a\n.png", "a\u001b[31m.png", "a\u0085.png"})
    void noPathIsEmptyOrHasControlCharacters(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> ImageSource.parse(text));
        assertThat(e.getMessage().chars().noneMatch(Character::isISOControl), is(true));
    }

    @Test
    void noPathIsLongerThanAnyFileSystemsIs() {
        assertThat(ImageSource.parse("x".repeat(4096)), instanceOf(ImageFile.class));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ImageSource.parse("x".repeat(4097)));
        assertThat(e.getMessage().length(), lessThan(300));
    }

    private static GenerationInput input(String start) throws InvalidInputException {
        return GenerationInput.builder()
                .startImage(start)
                .endImage("https://a.example/end.png?X-Signature=1#x")
                .prompt("Puppy")
                .build();
    }

    @Test
    void anInputOfAFileHasAKeyAndNeedsSomethingInItsPlaceToBeSent() throws Exception {
        GenerationInput input = input("frames/a#1?.png");
        ServiceUrl service = ServiceUrl.parse(ServiceUrl.DEFAULT);
        assertThat(InputKey.of(service, input), is(not(InputKey.of(service, input("frames/a#2?.png")))));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> RequestJson.of(input, Map.of()));
        assertThat(e.getMessage(), is("nothing is given in place of an image file"));
        assertThrows(
                IllegalArgumentException.class,
                () -> RequestJson.of(
                        input, Map.of(Parameter.END_IMAGE, new FrameContent.Link("https://a.example/x.png"))));
        RequestJson.of(input, Map.of(Parameter.START_IMAGE, new FrameContent.Link("https://a.example/x.png")));
    }

    @Test
    void onlyAnAddressHasAQueryThatIsNotKept() throws Exception {
        GenerationInput kept = input("frames/a#1?.png").withoutQueries();
        assertThat(kept.startImage().toString(), is("frames/a#1?.png"));
        assertThat(kept.endImage().toString(), is("https://a.example/end.png"));
        assertThat(kept.toString(), not(containsString("Signature")));
    }
}
