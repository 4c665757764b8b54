package io.jenkins.plugins.wanfirstlastframe.generation;

import io.jenkins.plugins.wanfirstlastframe.sandbox.Fault;
import io.jenkins.plugins.wanfirstlastframe.sandbox.Route;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What comes of each fault at each call. The one place where that is written down; see {@link FaultMatrixTest}. */
final class FaultTable {

    /** Columns: faults | in words | "video" or the kind of failure | billing, "-" for a video | again | submits. */
    private static final String ROWS = """
            submit:400 | HTTP 400 | SERVICE | no | once | 0
            submit:400,code=400001 | error code 400001, wrong model | SERVICE | no | once | 0
            submit:400,code=400002 | error code 400002, balance used up | BALANCE | no | once | 0
            submit:400,code=400004 | error code 400004, token | TOKEN | no | once | 0
            submit:401 | HTTP 401 | TOKEN | no | once | 0
            submit:403 | HTTP 403 | SERVICE | no | once | 0
            submit:404 | HTTP 404 | SERVICE | no | once | 0
            submit:408 | HTTP 408 | video | - | again | 1
            submit:422 | HTTP 422 | INPUT | no | once | 0
            submit:no-data-uris | HTTP 422, since a frame is sent within the request | INPUT | no | once | 0
            submit:429 | HTTP 429 | video | - | again | 1
            submit:429*9 | HTTP 429, without end | SLOW_DOWN | no | again | 0
            submit:429,retry-after=0 | HTTP 429 with Retry-After | video | - | again | 1
            submit:429,clock-ahead=7200,retry-date=0 | HTTP 429 with a date, by a clock that is wrong | video | - | again | 1
            submit:500 | HTTP 500 | OUTCOME_UNKNOWN | maybe | once | 0
            submit:502 | HTTP 502 | OUTCOME_UNKNOWN | maybe | once | 0
            submit:503 | HTTP 503 | OUTCOME_UNKNOWN | maybe | once | 0
            submit:503,retry-after=0 | HTTP 503 with Retry-After: turned away | video | - | again | 1
            submit:504 | HTTP 504 | OUTCOME_UNKNOWN | maybe | once | 0
            submit:hostile | HTTP 500 with a long text of control characters | OUTCOME_UNKNOWN | maybe | once | 0
            submit:402 | HTTP 402, balance used up | BALANCE | no | once | 0
            submit:error-in-200=400002 | error code 400002 in HTTP 200 | BALANCE | no | once | 0
            submit:error-in-200=401001 | error code 401001 in HTTP 200 | TOKEN | no | once | 0
            submit:error-in-200=422001 | error code 422001 in HTTP 200 | INPUT | no | once | 0
            submit:error-in-200=429001 | error code 429001 in HTTP 200 | video | - | again | 1
            submit:error-in-200=500001 | error code 500001 in HTTP 200 | OUTCOME_UNKNOWN | maybe | once | 0
            submit:html | HTML in place of JSON | OUTCOME_UNKNOWN | maybe | once | 0
            submit:html=502 | HTML with HTTP 502 | OUTCOME_UNKNOWN | maybe | once | 0
            submit:html=403 | HTML with HTTP 403, as of a firewall | OUTCOME_UNKNOWN | maybe | once | 0
            submit:html=429 | HTML with HTTP 429 | video | - | again | 1
            submit:cut | JSON that breaks off | OUTCOME_UNKNOWN | maybe | once | 1
            submit:empty | an empty answer | OUTCOME_UNKNOWN | maybe | once | 0
            submit:bom | a byte order mark before the answer | video | - | once | 1
            submit:encoded=gzip | the answer is compressed, unasked | video | - | once | 1
            submit:encoded=br | the answer is in an encoding that was not asked for | OUTCOME_UNKNOWN | maybe | once | 1
            submit:reset | the connection breaks, the request is not taken | OUTCOME_UNKNOWN | maybe | once | 0
            submit:reset-after | the connection breaks, the request is taken | OUTCOME_UNKNOWN | maybe | once | 1
            submit:stall | no answer comes, the request is not taken | OUTCOME_UNKNOWN | maybe | once | 0
            submit:stall-after | no answer comes, the request is taken | OUTCOME_UNKNOWN | maybe | once | 1
            submit:trickle=4000 | the answer comes slowly | video | - | once | 1
            submit:truncate=10 | the connection breaks within the answer | OUTCOME_UNKNOWN | maybe | once | 1
            submit:short-length=5 | the announced length is too short | OUTCOME_UNKNOWN | maybe | once | 1
            submit:foreign-urls=https://a.example | the answer's URLs lead to another host | video | - | once | 1
            submit:redirect=https://a.example | a redirect to another host | SERVICE | no | once | 0
            submit:loop | a redirect to itself | SERVICE | no | once | 0
            submit:fail=out-of-memory | the request fails | JOB | maybe | once | 1
            status:400 | HTTP 400 | SERVICE | maybe | once | 1
            status:400,code=400001 | error code 400001, just after the submit | video | - | again | 1
            status:400,code=400002 | error code 400002, balance used up | BALANCE | maybe | once | 1
            status:400,code=400004 | error code 400004, token | TOKEN | maybe | once | 1
            status:401 | HTTP 401 | TOKEN | maybe | once | 1
            status:403 | HTTP 403 | SERVICE | maybe | once | 1
            status:404 | HTTP 404, just after the submit | video | - | again | 1
            status:404** | HTTP 404, without end | SERVICE | maybe | again | 1
            status:408 | HTTP 408 | video | - | again | 1
            status:422 | HTTP 422, refused afterwards | JOB | maybe | once | 1
            status:429,retry-after=0 | HTTP 429 with Retry-After | video | - | again | 1
            status:500 | HTTP 500 | video | - | again | 1
            status:502 | HTTP 502 | video | - | again | 1
            status:503 | HTTP 503 | video | - | again | 1
            status:503** | HTTP 503, without end | TIME_OUT | yes | again | 1
            status:hostile | HTTP 500 with a long text of control characters | video | - | again | 1
            status:error-in-200=500001 | error code 500001 in HTTP 200 | video | - | again | 1
            status:error-in-200=401001 | error code 401001 in HTTP 200 | TOKEN | maybe | once | 1
            status:html | HTML in place of JSON | video | - | again | 1
            status:html=403 | HTML with HTTP 403, as of a firewall | video | - | again | 1
            status:cut | JSON that breaks off | video | - | again | 1
            status:empty | an empty answer | video | - | again | 1
            status:bom | a byte order mark before the answer | video | - | once | 1
            status:encoded=deflate | the answer is compressed, unasked | video | - | once | 1
            status:encoded=br | the answer is in an encoding that was not asked for | video | - | again | 1
            status:other-request | the answer is about another request | video | - | again | 1
            status:other-request** | the same, without end | SERVICE | maybe | again | 1
            status:other-model=other/model | the request is one of another model | SERVICE | maybe | once | 1
            status:reset | the connection breaks | video | - | again | 1
            status:reset-after | the connection breaks in place of the answer | video | - | again | 1
            status:stall | no answer comes | video | - | again | 1
            status:trickle=4000 | the answer comes slowly | video | - | once | 1
            status:truncate=10 | the connection breaks within the answer | video | - | again | 1
            status:short-length=5 | the announced length is too short | video | - | again | 1
            status:foreign-urls=https://a.example | the answer's URLs lead to another host | video | - | once | 1
            status:redirect=https://a.example | a redirect to another host | SERVICE | maybe | once | 1
            status:loop | a redirect to itself | SERVICE | maybe | once | 1
            status:word=warming_up | a status that nobody has documented | video | - | again | 1
            status:word=warming_up** | the same, without end: the result tells | video | - | again | 1
            status:word=aborted** submit:fail=no_memory result:word=aborted | the same, and the result has an error | JOB | maybe | again | 1
            status:word=pending | "pending" | video | - | again | 1
            status:word=processing | "processing" | video | - | again | 1
            status:capitals | the status in capitals | video | - | once | 1
            status:word=succeeded | "succeeded" | video | - | once | 1
            status:word=FAILED result:word=failed | "failed" | JOB | maybe | once | 1
            status:word=canceled | "canceled" | JOB | maybe | once | 1
            result:400 | HTTP 400 | SERVICE | yes | once | 1
            result:401 | HTTP 401 | TOKEN | yes | once | 1
            result:403 | HTTP 403 | SERVICE | yes | once | 1
            result:404 | HTTP 404, just after the submit | video | - | again | 1
            result:404** | HTTP 404, without end | SERVICE | yes | again | 1
            result:408 | HTTP 408 | video | - | again | 1
            result:429 | HTTP 429 | video | - | again | 1
            result:500 | HTTP 500 | video | - | again | 1
            result:502 | HTTP 502 | video | - | again | 1
            result:503 | HTTP 503 | video | - | again | 1
            result:500** | HTTP 500, without end | TIME_OUT | yes | again | 1
            result:error-in-200=500001 | error code 500001 in HTTP 200 | video | - | again | 1
            result:html | HTML in place of JSON | video | - | again | 1
            result:html=403 | HTML with HTTP 403, as of a firewall | video | - | again | 1
            result:cut | JSON that breaks off | video | - | again | 1
            result:empty | an empty answer | video | - | again | 1
            result:bom | a byte order mark before the answer | video | - | once | 1
            result:encoded=gzip | the answer is compressed, unasked | video | - | once | 1
            result:encoded=zstd | the answer is in an encoding that was not asked for | video | - | again | 1
            result:other-request | the answer is about another request | video | - | again | 1
            result:other-request** | the same, without end | SERVICE | yes | again | 1
            result:other-model=other/model | the request is one of another model | SERVICE | yes | once | 1
            result:422,detail=text,message=content_policy | HTTP 422, refused afterwards | JOB | maybe | once | 1
            result:422,code=422001,detail=list,message=content_policy | the same, with a list of reasons | JOB | maybe | once | 1
            result:422,detail=object,message=content_policy | the same, with an object | JOB | maybe | once | 1
            result:error-in-200=422001 | the same in HTTP 200 | JOB | maybe | once | 1
            result:reset | the connection breaks | video | - | again | 1
            result:reset-after | the connection breaks in place of the answer | video | - | again | 1
            result:stall | no answer comes | video | - | again | 1
            result:trickle=4000 | the answer comes slowly | video | - | once | 1
            result:truncate=10 | the connection breaks within the answer | video | - | again | 1
            result:redirect=https://a.example | a redirect to another host | SERVICE | yes | once | 1
            result:capitals | the status in capitals | video | - | once | 1
            result:alias | "succeeded" | video | - | once | 1
            result:word=failed | "failed" | JOB | maybe | once | 1
            result:not-ready | not there yet although the status says so | video | - | again | 1
            result:no-video | completed, and the video comes a little later | video | - | again | 1
            result:no-video** | completed without a video | JOB | yes | again | 1
            result:output=null*2 | the output is null at first | video | - | again | 1
            result:output=""*2 | the output is an empty text at first | video | - | again | 1
            result:output=[]*2 | the output is an empty list at first | video | - | again | 1
            result:output=[null]*2 | the output is a list with nothing in it at first | video | - | again | 1
            result:output={"videos":[null]}** | the output has a list with nothing in it | JOB | yes | again | 1
            result:output={"image":$poster.png}** | the output has an image and no video | JOB | yes | again | 1
            result:output={"videos":[$poster.png\\,$clip.mp4]} | a poster beside the video, told by its name | video | - | once | 1
            result:output={"videos":[$poster\\,$clip]} | the same, told by its content type | video | - | once | 1
            result:output={"videos":[$poster.bin\\,$clip.bin]} | the same, told by its content | video | - | once | 1
            result:output={"videos":[$clip.mp4\\,$other.mp4]} | several videos | video | - | once | 1
            result:query=sig='a"b'&c=(d)%7e+%2F | quotes and escapes in the video's address | video | - | once | 1
            result:videos | the video in a list | video | - | once | 1
            result:object | the video in an object | video | - | once | 1
            result:no-cost | what it cost comes a little later | video | - | again | 1
            result:no-cost** | what it cost is never said | video | - | again | 1
            result:no-cost result:503 | it comes later, and then the call fails | video | - | again | 1
            result:cost=-0.25 | a cost that makes no sense | video | - | again | 1
            result:cost="0.25" | a cost in the form of a text | video | - | once | 1
            cancel:400 | HTTP 400 | ABORTED | maybe | once | 1
            cancel:401 | HTTP 401 | ABORTED | maybe | once | 1
            cancel:403 | HTTP 403 | ABORTED | maybe | once | 1
            cancel:404 | HTTP 404, just after the submit | ABORTED | no | again | 1
            cancel:408 | HTTP 408 | ABORTED | no | again | 1
            cancel:429,retry-after=0 | HTTP 429 with Retry-After | ABORTED | no | again | 1
            cancel:500 | HTTP 500 | ABORTED | no | again | 1
            cancel:502 | HTTP 502 | ABORTED | no | again | 1
            cancel:503 | HTTP 503 | ABORTED | no | again | 1
            cancel:error-in-200=500001 | error code 500001 in HTTP 200 | ABORTED | no | again | 1
            cancel:html | HTML in place of JSON | ABORTED | no | again | 1
            cancel:cut | JSON that breaks off, the request is cancelled | ABORTED | no | again | 1
            cancel:empty | an empty answer | ABORTED | no | again | 1
            cancel:reset | the connection breaks before the cancel | ABORTED | no | again | 1
            cancel:reset-after | the connection breaks after the cancel | ABORTED | no | again | 1
            cancel:stall | no answer comes, nothing is cancelled | ABORTED | no | again | 1
            cancel:stall-after | no answer comes, the request is cancelled | ABORTED | no | again | 1
            cancel:trickle=4000 | the answer comes slowly | ABORTED | no | once | 1
            cancel:truncate=10 | the connection breaks within the answer | ABORTED | no | again | 1
            cancel:redirect=https://a.example | a redirect to another host | ABORTED | maybe | once | 1
            cancel:capitals | the status in capitals | ABORTED | no | once | 1
            cancel:alias | "canceled" | ABORTED | no | once | 1
            download:400 | HTTP 400 | DELIVERY | yes | once | 1
            download:401 | HTTP 401 at first | video | - | again | 1
            download:403 | HTTP 403 at first | video | - | again | 1
            download:403** | HTTP 403, without end | DELIVERY | yes | again | 1
            download:expired | the address has expired | video | - | again | 1
            download:expired=401 | the same with HTTP 401 | video | - | again | 1
            download:expired=410 | the same with HTTP 410 | video | - | again | 1
            download:404*3 | HTTP 404 at first | video | - | again | 1
            download:404** | HTTP 404, without end | DELIVERY | yes | again | 1
            download:408 | HTTP 408 | video | - | again | 1
            download:429,retry-after=0 | HTTP 429 with Retry-After | video | - | again | 1
            download:500 | HTTP 500 | video | - | again | 1
            download:502 | HTTP 502 | video | - | again | 1
            download:503 | HTTP 503 | video | - | again | 1
            download:503** | HTTP 503, without end | DELIVERY | yes | again | 1
            download:html | HTML in place of the video | DELIVERY | yes | once | 1
            download:html=403 | HTML with HTTP 403, as of a firewall | video | - | again | 1
            download:page | HTML that claims to be a video | DELIVERY | yes | once | 1
            download:empty | an empty file at first | video | - | again | 1
            download:no-moov*3 | a file that is not finished at first | video | - | again | 1
            download:no-moov** | the same, without end | DELIVERY | yes | again | 1
            download:free-first | free space before the video | video | - | once | 1
            download:trailing=7 | a few bytes behind the video | video | - | once | 1
            download:box-length=3 | a box that is shorter than its header | DELIVERY | yes | once | 1
            download:box-length=2000000000 | a box that is longer than the file | DELIVERY | yes | once | 1
            download:encoded=gzip | the video is compressed, unasked | video | - | once | 1
            download:encoded=raw-deflate | the same, in a form of the wrong kind | video | - | once | 1
            download:encoded=not-gzip | the video is labelled compressed and isn't | video | - | once | 1
            download:encoded=gzip,truncate=150 | the connection breaks within the compressed video | video | - | again | 1
            download:truncate=1000 download:encoded=gzip | it breaks, and goes on compressed | video | - | again | 1
            download:encoded=br | the video is in an encoding that was not asked for | DELIVERY | yes | once | 1
            download:reset | the connection breaks | video | - | again | 1
            download:stall | no answer comes | video | - | again | 1
            download:trickle=2000000 | the video comes slowly | video | - | once | 1
            download:truncate=1000 | the connection breaks within the video | video | - | again | 1
            download:truncate=1000 download:ignore-range | the same, and the Range is ignored | video | - | again | 1
            download:truncate=1000 download:wrong-offset | the same, and another Range comes | video | - | again | 1
            download:short-length=5 | the announced length is too short | DELIVERY | yes | once | 1
            download:short-length=-5 | the announced length is too long | video | - | again | 1
            download:redirect=https://a.example/v.mp4 | a redirect to another host | DELIVERY | yes | once | 1
            download:redirect=https://10.0.0.1/v.mp4 | a redirect to a private address | DELIVERY | yes | once | 1
            download:redirect=http://169.254.169.254/ | a redirect to a link-local address | DELIVERY | yes | once | 1
            download:redirect=file:///etc/hostname | a redirect to a file | DELIVERY | yes | once | 1
            download:loop** | a redirect to itself | DELIVERY | yes | again | 1
            download:video=https://a.example/v.mp4 | the video is on another host | DELIVERY | yes | never | 1
            download:video=https://a.example/../../v.mp4 | with a path that climbs | DELIVERY | yes | never | 1
            download:video=https://192.168.0.1/v.mp4 | the video is at a private address | DELIVERY | yes | never | 1
            download:video=http://www.runcomfy.net/v.mp4 | the video comes without TLS | DELIVERY | yes | never | 1
            download:video=file:///etc/hostname | the video is a file | DELIVERY | yes | never | 1
            download:video=../../v.mp4 | the video's URL is relative | DELIVERY | yes | never | 1
            download:video=http://127.0.0.1:1/v.mp4 | the connection is refused | DELIVERY | yes | never | 1
            """;

    /**
     * One case.
     *
     * @param faults scripted for the call, in the order in which they are made
     * @param expected "video", or the name of the kind of failure
     * @param billing "-", "yes", "no" or "maybe"
     * @param again "again" if the call is made more than once, "never" where it never reaches the sandbox
     */
    record Row(
            Route route,
            List<Fault> faults,
            String words,
            String expected,
            String billing,
            String again,
            int accepted) {

        boolean video() {
            return expected.equals("video");
        }

        boolean has(Fault.Type type) {
            return faults.stream().anyMatch(fault -> fault.type() == type);
        }

        boolean endless() {
            return faults.stream().anyMatch(fault -> fault.times() == Fault.FOR_EVER);
        }

        @Override
        public String toString() {
            return route.text() + ": " + words;
        }
    }

    private FaultTable() {}

    static Stream<Row> rows() {
        return ROWS.lines().map(FaultTable::row);
    }

    private static Row row(String line) {
        String[] cells = Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new);
        List<Fault> faults =
                Arrays.stream(cells[0].split(" ")).map(FaultTable::fault).toList();
        Route route = Route.valueOf(cells[0].substring(0, cells[0].indexOf(':')).toUpperCase(Locale.ROOT));
        return new Row(route, faults, cells[1], cells[2], cells[3], cells[4], Integer.parseInt(cells[5]));
    }

    /** A wrong video URL stands in the result and shows at the download. */
    private static Fault fault(String text) {
        return Fault.parse(text.startsWith("download:video=") ? text.replace("download:", "result:") : text);
    }
}
