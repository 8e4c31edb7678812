package io.penstock.dialect.gemini.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.penstock.codec.json.RawJson;
import io.penstock.dialect.FaultException;
import io.penstock.dialect.LossReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SchemaCleanerTest {
    private final LossReport loss = new LossReport();

    private String clean(String schema) {
        return new SchemaCleaner("p", loss)
                .clean(RawJson.of(schema.replace('\'', '"')), "tool f")
                .toString()
                .replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'string','title':'T','description':'D','minLength':1} | {'type':'string','title':'T','description':'D','minLength':1} |
            {'$schema':'x','type':'object','additionalProperties':false,'$defs':{}} | {'type':'object'} |
            {'type':'object','additionalProperties':{'type':'string'}} | {'type':'object'} | p.additionalProperties
            {'type':['string','null']} | {'nullable':true,'type':'string'} |
            {'type':['string','integer','null'],'description':'d'} | {'nullable':true,'description':'d','anyOf':[{'type':'string'},{'type':'integer'}]} |
            {'anyOf':[{'type':'string','format':'uuid'},{'type':'null'}],'title':'t'} | {'type':'string','title':'t','nullable':true} | p.format
            {'anyOf':[{'type':'string'},{'type':'number'},{'type':'null'}]} | {'nullable':true,'anyOf':[{'type':'string'},{'type':'number'}]} |
            {'oneOf':[{'type':'string'},{'type':'number'}]} | {'anyOf':[{'type':'string'},{'type':'number'}]} |
            {'const':'x'} | {'type':'string','enum':['x']} |
            {'enum':['a','b',null]} | {'type':'string','nullable':true,'enum':['a','b']} |
            {'type':'integer','enum':[1,2]} | {'type':'string','format':'enum','enum':['1','2']} | p.enum
            {'type':'boolean','const':true} | {'type':'boolean'} | p.enum
            {'allOf':[{'type':'object','properties':{'a':{'type':'string'}},'required':['a']},{'properties':{'b':{}},'required':['b','z']}],'description':'d'} | {'type':'object','description':'d','properties':{'a':{'type':'string'},'b':{'type':'object'}},'required':['a','b']} |
            {'type':'array'} | {'type':'array','items':{'type':'object'}} |
            {'items':{'type':'string'}} | {'type':'array','items':{'type':'string'}} |
            {'type':'array','prefixItems':[{'type':'string'},{'type':'number'}]} | {'type':'array','items':{'anyOf':[{'type':'string'},{'type':'number'}]}} | p.prefixItems
            {} | {'type':'object'} |
            {'properties':{'a':true}} | {'type':'object','properties':{'a':{'type':'object'}}} |
            {'type':'string','format':'date-time'} | {'type':'string','format':'date-time'} |
            {'type':'string','format':'email'} | {'type':'string'} | p.format
            {'type':'object','patternProperties':{},'if':{}} | {'type':'object'} | p.patternProperties,p.if
            {'type':'null'} | {'nullable':true,'type':'string'} |
            {'type':'OBJECT','properties':{'const':{'type':'STRING'}}} | {'type':'object','properties':{'const':{'type':'string'}}} |
            """)
    void bringsASchemaIntoTheSubset(String schema, String cleaned, String lost) {
        assertThat(clean(schema)).isEqualTo(cleaned);
        assertThat(String.join(",", loss.refusable())).isEqualTo(lost == null ? "" : lost);
    }

    @Test
    void putsReferencesInWhereTheyStand() {
        assertThat(clean("{'type':'object','properties':{'a':{'$ref':'#/$defs/A','description':'mine'},"
                        + "'b':{'allOf':[{'$ref':'#/$defs/A'}]},'c':{'$ref':'#/properties/a'}},"
                        + "'$defs':{'A':{'type':'string','description':'its'}}}"))
                .isEqualTo("{'type':'object','properties':{'a':{'type':'string','description':'mine'},"
                        + "'b':{'type':'string','description':'its'},'c':{'type':'string','description':'mine'}}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'properties':{'a':{'$ref':'#'}}}                                                       | within itself, #
            {'$defs':{'A':{'items':{'$ref':'#/$defs/B'}},'B':{'allOf':[{'$ref':'#/$defs/A'}]}},'$ref':'#/$defs/A'} | within itself, #/$defs/A
            {'$defs':{'A':{'$ref':'#/$defs/A'}},'$ref':'#/$defs/A'}                                 | within itself, #/$defs/A
            {'$ref':'#/$defs/none'}                                                                 | to nothing, #/$defs/none
            {'$ref':'https://example.com/schema'}                                                   | to nothing, https
            {'type':                                                                                | is no JSON
            """)
    void refusesWhatHasNoPlace(String schema, String why) {
        FaultException refused = catchThrowableOfType(FaultException.class, () -> clean(schema));

        assertThat(refused.fault().message()).startsWith("p: of tool f ").contains(why);
    }

    @Test
    void refusesASchemaThatItsReferencesBlowUp() {
        StringBuilder schema = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
        for (int i = 0; i < 40; i++) {
            schema.append("'d")
                    .append(i)
                    .append("':{'properties':{'a':{'$ref':'#/$defs/d")
                    .append(i + 1);
            schema.append("'},'b':{'$ref':'#/$defs/d").append(i + 1).append("'}}},");
        }
        schema.append("'d40':{}}}");

        FaultException refused = catchThrowableOfType(FaultException.class, () -> clean(schema.toString()));

        assertThat(refused.fault().message()).contains("too large");
    }

    @Test
    void refusesSchemasThatHoldTogetherWithoutAnEnd() {
        StringBuilder doubling = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
        StringBuilder chain = new StringBuilder("{'$ref':'#/$defs/d0','$defs':{");
        for (int i = 0; i < 50_000; i++) {
            chain.append("'d")
                    .append(i)
                    .append("':{'$ref':'#/$defs/d")
                    .append(i + 1)
                    .append("'},");
        }
        for (int i = 0; i < 60; i++) {
            String next = "{'$ref':'#/$defs/d" + (i + 1) + "'}";
            doubling.append("'d").append(i).append("':{'allOf':[" + next + ",{'allOf':[" + next + "]}]},");
        }

        FaultException doubled = catchThrowableOfType(FaultException.class, () -> clean(doubling + "'d60':{}}}"));
        FaultException chained = catchThrowableOfType(FaultException.class, () -> clean(chain + "'d50000':{}}}"));

        assertThat(doubled).isNotNull();
        assertThat(chained.fault().message()).contains("too large");
    }
}
