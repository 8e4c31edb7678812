package io.penstock.codec.multipart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BoundaryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "multipart/form-data; boundary=abc                          | --abc",
                "Multipart/Form-Data;BOUNDARY=abc                           | --abc",
                "multipart/form-data ; boundary=\"abc\"                     | --abc",
                "multipart/form-data; charset=utf-8; boundary=abc           | --abc",
                "multipart/form-data; boundary=abc;                         | --abc",
                "multipart/form-data; boundary=\"a b:c'd\"                  | --a b:c'd",
                "multipart/form-data; boundary=----=_Part_1                 | ------=_Part_1",
                "multipart/form-data; boundary=----WebKitFormBoundary7MA4YW | ------WebKitFormBoundary7MA4YW",
            })
    void takesTheBoundaryQuotedOrNot(String contentType, String delimiter) {
        Boundary boundary = Boundary.of(contentType);

        assertThat(boundary.delimiter()).isEqualTo(delimiter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "multipart/form-data",
                "multipart/form-data; boundary",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=\"\"",
                "multipart/form-data; boundary=\"abc",
                "multipart/form-data; boundary=\"abc\"d",
                "multipart/form-data; boundary=\"abc \"",
                "multipart/form-data; boundary=\"ab\\\"c\"",
                "multipart/form-data; boundary=\"ab\\\\c\"",
                "multipart/form-data; boundary=ab\"c",
                "multipart/form-data; boundary=a b",
                "multipart/form-data; boundary =abc",
                "multipart/form-data; boundary= abc",
                "multipart/form-data; boundary=abc; boundary=abc",
                "multipart/form-data; boundary=abc; x",
                "multipart/form-data; boundary=a\rb",
                "multipart/form-data; boundary=\"a\nb\"",
                "multipart/form-data; boundary=a\u00E9",
                "multipart/form-data; boundary=a{b}",
                "multipart/form-data, boundary=abc",
                "multipart/mixed; boundary=abc",
                "application/json",
                "",
            })
    void refusesWhatNamesNoBoundary(String contentType) {
        assertThatExceptionOfType(MultipartRefusal.class)
                .isThrownBy(() -> Boundary.of(contentType))
                .satisfies(refusal -> assertThat(refusal.offset()).isEqualTo(-1))
                .withMessageContaining("expected");
    }

    @Test
    void takesSeventyCharactersAndNotOneMore() {
        String longest = "b".repeat(70);

        assertThat(Boundary.of("multipart/form-data; boundary=" + longest).delimiterBytes())
                .isEqualTo(74);
        assertThatExceptionOfType(MultipartRefusal.class)
                .isThrownBy(() -> Boundary.of("multipart/form-data; boundary=b" + longest));
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/form-data, true",
        "MULTIPART/FORM-DATA; boundary=x, true",
        "multipart/form-data2, false",
        "multipart/mixed, false",
        "application/json, false",
    })
    void tellsAFormByItsTypeAlone(String contentType, boolean isForm) {
        assertThat(Boundary.isForm(contentType)).isEqualTo(isForm);
    }
}
