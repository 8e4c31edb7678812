package io.penstock.downstream.http2;

import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.AsciiString;

/** Netty's codec with bounds on all that a client can make it do. */
public final class Http2Codec {
    /** Streams that a client takes back, and streams that it has us reset: 200 in 30 s, then the connection ends. */
    private static final int RESETS_MAX = 200;

    private static final int RESETS_SECONDS = 30;
    /** How many times the streams that it may have a client can open before it knows. */
    private static final int FIRST_FLIGHT = 2;
    /** Answers to PING and SETTINGS and resets that wait for a client that reads nothing. */
    private static final int QUEUED_FRAMES_MAX = 1000;

    private static final int EMPTY_DATA_FRAMES_MAX = 2;
    private static final int SMALL_CONTINUATIONS_MAX = 16;
    /** How long what was written when a connection ended may take to go out. */
    private static final long CLOSE_MILLIS = 500;

    private static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");
    private static final AsciiString SET_COOKIE = AsciiString.cached("set-cookie");

    private Http2Codec() {}

    /**
     * A codec of one connection.
     *
     * @param streamsMax streams at one time, and twice that until the client has said that it knows
     * @param windowBytes of each stream
     * @param fieldsBytesMax names and values of one head, and 32 for each; a quarter above that the connection ends
     */
    public static Http2FrameCodec newCodec(int streamsMax, int windowBytes, long fieldsBytesMax) {
        Http2Settings settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(streamsMax)
                .initialWindowSize(windowBytes)
                .maxHeaderListSize(fieldsBytesMax);
        Http2FrameCodec codec = Http2FrameCodecBuilder.forServer()
                .initialSettings(settings)
                .gracefulShutdownTimeoutMillis(CLOSE_MILLIS)
                .validateHeaders(true)
                .decoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
                .encoderEnforceMaxRstFramesPerWindow(RESETS_MAX, RESETS_SECONDS)
                .decoderEnforceMaxConsecutiveEmptyDataFrames(EMPTY_DATA_FRAMES_MAX)
                .decoderEnforceMaxSmallContinuationFrames(SMALL_CONTINUATIONS_MAX)
                .encoderEnforceMaxQueuedControlFrames(QUEUED_FRAMES_MAX)
                // What is another each time would only push what is not out of the table.
                .headerSensitivityDetector(
                        (name, value) -> REQUEST_ID.contentEquals(name) || SET_COOKIE.contentEquals(name))
                .build();
        // Until the client knows; then the codec sets what the settings say. DATA of a stream that the codec refused is
        // an
        // error of the connection to it, so that those are refused behind it.
        codec.connection().remote().maxActiveStreams(FIRST_FLIGHT * streamsMax);
        return codec;
    }
}
