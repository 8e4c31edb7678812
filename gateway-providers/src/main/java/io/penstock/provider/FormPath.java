package io.penstock.provider;

import java.util.List;

/**
 * Where a provider takes an operation in one form, below its base path; {@code {model}} stands for the model's name.
 *
 * @param form its name
 * @param path where
 * @param itemsMax how many items it takes in one call; 0 where the gateway knows no bound
 * @param models how the names of the models begin that it is for, behind a prefix that ends with {@code .} or {@code /} where there is
 *     one (a region's); empty where it is for all that no other form names
 */
public record FormPath(String form, String path, int itemsMax, List<String> models) implements ModelPath {
    /** Copies what could still be changed. */
    public FormPath {
        models = List.copyOf(models);
    }

    /** A form for all models and any number of items. */
    static FormPath of(String form, String path) {
        return new FormPath(form, path, 0, List.of());
    }

    /** The same at another path. */
    FormPath at(String other) {
        return new FormPath(form, other, itemsMax, models);
    }

    /** The path for a model. */
    public String target(String model) {
        return ChatPath.of(path, model);
    }

    @Override
    public String spoken() {
        return form;
    }

    @Override
    public boolean isForSome() {
        return !models.isEmpty();
    }

    @Override
    public boolean names(String model) {
        for (String name : models) {
            int at = model.indexOf(name);
            if (at == 0 || (at > 0 && (model.charAt(at - 1) == '.' || model.charAt(at - 1) == '/'))) {
                return true;
            }
        }
        return false;
    }
}
