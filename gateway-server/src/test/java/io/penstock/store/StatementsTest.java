package io.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No statement is put together from parts: what varies is bound. Judged by the sources, whatever path leads to a statement. */
final class StatementsTest {
    private static final Path SOURCES = Path.of(
            Objects.requireNonNull(System.getProperty("penstock.root")),
            "gateway-server/src/main/java/io/penstock/store");

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

    /** What is given to a call that takes SQL. */
    private static final Pattern GIVEN =
            Pattern.compile("\\b(?:prepareStatement|prepareCall|nativeSQL|executeQuery|executeUpdate|executeLargeUpdate"
                    + "|addBatch|execute)\\s*\\(\\s*([^;{]*?)\\s*\\)\\s*(?=[;)]|\\.)");

    /** Nothing, a constant, a text without a join behind it, or a step of the migrations, which is a file. */
    private static final Pattern CONSTANT = Pattern.compile("|[A-Z_]+|\"[^\"]*\"|scripts\\.get\\(version");

    /** A constant of SQL that is more than one text. */
    private static final Pattern JOINED =
            Pattern.compile("(?is)\"[^\"]*\\b(?:SELECT|INSERT|UPDATE|DELETE|VALUES|WHERE)\\b"
                    + "[^\"]*\"(?:\"\")?\\s*(?:\\+|\\.\\s*(?:formatted|concat|replace))");

    static List<Path> sources() {
        try (Stream<Path> all = Files.list(SOURCES)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> built(String source) {
        String code = COMMENT.matcher(source).replaceAll("");
        Stream<String> given = GIVEN.matcher(code)
                .results()
                .map(found -> found.group(1))
                .filter(argument -> !CONSTANT.matcher(argument).matches());
        return Stream.concat(given, JOINED.matcher(code).results().map(MatchResult::group))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void takeNoSqlButConstants(Path source) throws IOException {
        assertThat(built(Files.readString(source))).isEmpty();
    }

    @Test
    void lookAtWhatTheyAreToJudge() throws IOException {
        String store = Files.readString(SOURCES.resolve("SqliteKeyStore.java"));

        assertThat(GIVEN.matcher(store).results()).hasSizeGreaterThan(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection.prepareStatement(\"SELECT 1 FROM a WHERE id = '\" + id + \"'\");",
                "connection.prepareStatement(LIST + where);",
                "connection.prepareStatement(sql);",
                "statement.executeUpdate(LIST.formatted(id));",
                "statement.execute(String.format(LIST, id));",
                "try (ResultSet row = statement.executeQuery(query(id))) {",
                "static final String A = \"SELECT 1 FROM a\" + \" WHERE id = \" + ID;",
                "String a = \"\"\"\n SELECT 1 FROM a WHERE id = %s\"\"\".formatted(id);",
            })
    void tellWhatIsPutTogether(String source) {
        assertThat(built(source)).isNotEmpty();
    }
}
