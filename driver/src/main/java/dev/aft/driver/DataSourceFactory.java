package dev.aft.driver;

import java.util.Collections;
import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/** Makes the data sources of this driver from what a naming service has kept of them. */
public final class DataSourceFactory implements ObjectFactory {
  static final String URL = "url";
  static final String DESCRIPTION = "description";

  /** For naming services. */
  public DataSourceFactory() {}

  /** Null for the reference of another class, as JNDI asks. */
  @Override
  public @Nullable Object getObjectInstance(
      @Nullable Object kept,
      @Nullable Name name,
      @Nullable Context context,
      @Nullable Hashtable<?, ?> environment) {
    if (!(kept instanceof Reference reference)) {
      return null;
    }
    String wanted = reference.getClassName();
    CommonAftDataSource source;
    if (AftDataSource.class.getName().equals(wanted)) {
      source = new AftDataSource();
    } else if (AftConnectionPoolDataSource.class.getName().equals(wanted)) {
      source = new AftConnectionPoolDataSource();
    } else {
      return null;
    }
    for (RefAddr address : Collections.list(reference.getAll())) {
      set(source, address.getType(), String.valueOf(address.getContent()));
    }
    return source;
  }

  private static void set(CommonAftDataSource source, String property, String value) {
    switch (property) {
      case URL -> source.setUrl(value);
      case DESCRIPTION -> source.setDescription(value);
      default -> source.setProperty(property, value);
    }
  }
}
